/** Numbers as people read them; one place, so that a figure looks the same wherever it is told. */
export const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Dollars; below a cent as many places as show two digits. */
export function money(dollars: number): string {
  const small = dollars > 0 && dollars < 0.01;
  const digits = small ? Math.min(12, 1 - Math.floor(Math.log10(dollars))) : 2;
  return `$${dollars.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

export function duration(seconds: number): string {
  if (seconds < 1 && seconds > 0) return `${Math.max(1, Math.round(seconds * 1000)).toLocaleString('en-US')} ms`;
  if (seconds < 120) return `${seconds.toLocaleString('en-US', { maximumFractionDigits: seconds < 10 ? 1 : 0 })} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${count(seconds / 86_400)} days`;
}
