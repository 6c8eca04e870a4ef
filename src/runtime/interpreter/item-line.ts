import type { JsonObject } from '../../asl/json.ts';
import { Frame } from './frame.ts';

/** The Map's own line, with the Context object of one item: `$$.Map.Item`. */
export function lineOfItem(frame: Frame, item: JsonObject): Frame {
  const line = new Frame(frame.run, frame.group, frame.variables, frame.last, { Item: item });
  line.line = frame.line;
  line.state = frame.state;
  line.entered = frame.entered;
  line.enteredTime = frame.enteredTime;
  return line;
}
