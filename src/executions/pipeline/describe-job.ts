import type { JobPace } from './follow-job.ts';

/** `RUNNING · 1,200 of 5,000 items, 3 failed · 250 a second · 15 s left`. */
export function describeJob({ status, total, done, failed, perSecond, secondsLeft }: JobPace): string {
  if (status === 'SPLITTING') return 'SPLITTING: the items of the file are counted';
  const count = (value: number): string => value.toLocaleString('en-US');
  return [
    status,
    `${count(done)} of ${count(total)} items${failed > 0 ? `, ${count(failed)} failed` : ''}`,
    ...(status === 'RUNNING' && perSecond !== undefined ? [`${count(Math.round(perSecond * 10) / 10)} a second`] : []),
    ...(secondsLeft === undefined ? [] : [`${describeSeconds(secondsLeft)} left`]),
  ].join(' · ');
}

function describeSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
