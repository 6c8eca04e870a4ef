import type { JsonObject } from '../asl/json.ts';
import { setWorkload } from '../project/set-workload.ts';
import type { ScaffoldFile } from './scaffold-file.ts';

/** The files of a project, with these values in the workload of its fanout.json. */
export function carryWorkload(files: readonly ScaffoldFile[], workload: JsonObject): readonly ScaffoldFile[] {
  return files.map((file) =>
    file.path === 'fanout.json' && typeof file.contents === 'string'
      ? { ...file, contents: setWorkload(file.contents, workload) }
      : file,
  );
}
