const TIMESTAMP = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Nanoseconds since 1970 of an ISO-8601 extended offset date-time (`2016-03-14T01:59:00.5Z`, `…+01:00`), the profile
 * of RFC 3339 that Choice rules and Wait states take: upper-case T and Z, an offset. Undefined for anything else.
 */
export function parseTimestamp(text: string): bigint | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', fraction = '', zone = ''] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const daysOfMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > daysOfMonth) return undefined;
  const offset = readOffset(zone);
  if (offset === undefined) return undefined;
  const milliseconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - offset * 60_000;
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

/** Minutes east of Greenwich. Java allows 18 hours at most. */
function readOffset(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  if (minutes > 18 * 60 || Number(zone.slice(4)) > 59) return undefined;
  return zone.startsWith('-') ? -minutes : minutes;
}
