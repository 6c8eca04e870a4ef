/** CPU milliseconds, user and system, that some work takes in this process. */
export async function measureCpu(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * CPU milliseconds of each piece of work: `warmUps` rounds of all first, then `rounds` rounds in which they take turns, so
 * that a noisy machine is as noisy for each; the median counts.
 */
export async function compareCpu(
  works: Readonly<Record<string, () => unknown>>,
  rounds = 5,
  warmUps = 1,
): Promise<Record<string, number>> {
  const times = new Map<string, number[]>(Object.keys(works).map((name) => [name, []]));
  for (let round = 1 - warmUps; round <= rounds; round++)
    for (const [name, work] of Object.entries(works)) {
      const spent = await measureCpu(work);
      if (round > 0) times.get(name)?.push(spent);
    }
  return Object.fromEntries([...times].map(([name, spent]) => [name, median(spent)]));
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value that a share of all, 0 to 1, is not above. */
export function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
}
