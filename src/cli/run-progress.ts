import type { ExecutionSnapshot } from '../protocol/execution-snapshot.ts';
import { describeProgress, ProgressMeter } from '../protocol/map-run-progress.ts';
import type { Terminal } from './exit.ts';

/** One line on stderr that says how far a run is, for a person at a terminal. */
export interface Progress {
  /** False where nobody watches: then nothing needs to be asked for. */
  readonly enabled: boolean;
  readonly show: (snapshot: ExecutionSnapshot) => void;
  /** What a handler printed: above the line. */
  readonly log: (functionName: string, text: string) => void;
  readonly clear: () => void;
}

const CLEAR_LINE = '\r\u001B[K';

export function createProgress(terminal: Terminal): Progress {
  const enabled = terminal.stderr.isTTY === true;
  const meter = new ProgressMeter();
  let line = '';
  const draw = (text: string) => {
    line = text;
    if (enabled) terminal.stderr.write(`${CLEAR_LINE}${text}`);
  };
  return {
    enabled,
    show: (snapshot) => {
      const phrases = meter.read(snapshot).map((mapRun) => describeProgress(mapRun).join(', '));
      draw([snapshot.status, ...phrases].join(' · '));
    },
    log: (functionName, text) => {
      const kept = line;
      if (enabled) terminal.stderr.write(CLEAR_LINE);
      for (const printed of text.replace(/\n$/, '').split('\n'))
        terminal.stderr.write(`[${functionName}] ${printed}\n`);
      draw(kept);
    },
    clear: () => draw(''),
  };
}
