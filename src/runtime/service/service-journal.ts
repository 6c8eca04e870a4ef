import type { JsonObject } from '../../asl/json.ts';
import { parseExactJson } from '../../asl/exact-numbers.ts';
import { EndedExecution } from '../interpreter/ended-execution.ts';
import type { DataFolder } from '../journal/data-folder.ts';
import { DataFolderError } from '../journal/journal-file.ts';
import type { RootJournal } from '../journal/root-journal.ts';
import type { StoredRoot } from '../journal/stored-root.ts';
import { ApiError } from './api-error.ts';
import type { ExecutionRecord } from './execution-store.ts';
import { followRecord, optionsOf, recordOf, type RootExecution } from './launch.ts';
import type { MachineRevision } from './machine-store.ts';
import { restoreCatalog, SavedRevisions, saveCatalog } from './saved-catalog.ts';
import { recordStop, restoreMapRuns, STOPPED } from './restored-map-runs.ts';
import type { Service } from './service.ts';

/** Keeps what a service knows in a data folder, and takes it over from there. */
export class ServiceJournal {
  readonly #folder: DataFolder;
  readonly #revisions: SavedRevisions;
  readonly #keep: number;

  /** `keep`: how many ended executions the service keeps. */
  constructor(folder: DataFolder, keep: number) {
    this.#folder = folder;
    this.#keep = keep;
    this.#revisions = new SavedRevisions(folder.catalog);
  }

  get path(): string {
    return this.#folder.path;
  }

  /** Takes over what the folder knows, into a service that knows nothing yet. Throws DataFolderError. */
  restore(service: Service): void {
    restoreCatalog(service, this.#folder.catalog, this.#revisions);
    const records = this.#folder
      .readExecutions(service.limits)
      .flatMap((stored) => this.#restoreExecution(service, stored));
    const byEnd = records.sort((one, other) => (one.stopDate ?? 0) - (other.stopDate ?? 0));
    for (const record of byEnd) service.executions.ended(record);
    this.#folder.flush();
  }

  begin(sequence: number, root: RootExecution): RootJournal {
    const journal = this.#folder.begin(sequence);
    const { revision, ...fields } = root;
    journal.start({ ...fields, revision: this.#revisions.numberOf(revision, root.type) } as unknown as JsonObject);
    return journal;
  }

  /** Throws ApiError where it cannot be written: the change stands, but does not outlive the process. */
  saveCatalog(service: Service): void {
    const { catalog } = this.#folder;
    saveCatalog(service, catalog, this.#revisions);
    try {
      this.#folder.flushCatalog();
    } catch (error) {
      if (!(error instanceof DataFolderError)) throw error;
      throw new ApiError('InternalFailure', `${error.message} Then repeat the request.`, 500);
    }
    if (!catalog.isGrown) return;
    this.#revisions.keepOnly(new Set(revisionsOf(service)));
    catalog.compact();
  }

  /** To be called before an answer leaves. */
  flush(): void {
    this.#folder.flush();
  }

  /** What happens from now on is not kept any more, as if the process had been killed. */
  seal(): void {
    this.#folder.seal();
  }

  /** Lets another process have the folder. */
  close(): void {
    this.#folder.close();
  }

  #restoreExecution(service: Service, stored: StoredRoot): ExecutionRecord[] {
    const root = this.#rootOf(stored);
    const { number, execution } = stored;
    const journal = this.#folder.resume(stored);
    const input = parseExactJson(root.input);
    const history = execution.history({ input, text: root.input });
    const now = service.clock.now();
    const { end } = execution;
    const { result, stopDate } = end ?? { result: STOPPED, stopDate: now / 1000 };
    const ended = new EndedExecution({
      result,
      history,
      redriveCount: execution.redriveCount,
      redriveDate: execution.redriveDate,
      point: () => execution.point(),
      options: () => optionsOf(service, root, input, journal.execution),
    });
    const record = service.executions.add({
      ...recordOf(root, ended),
      sequence: number,
      journal: journal.execution,
      result,
      stopDate,
      redriveTokens: execution.redriveTokens,
    });
    followRecord(journal, record);
    if (end === undefined) recordStop(history, journal.execution, now);
    return [record, ...restoreMapRuns(service, stored, root, journal, this.#keep)];
  }

  #rootOf({ start, number }: StoredRoot): RootExecution {
    const { revision: saved, ...fields } = start as unknown as Omit<RootExecution, 'revision'> & { revision: number };
    const revision = this.#revisions.find(saved);
    if (revision === undefined)
      throw new DataFolderError(
        `The data folder ${this.path} has no definition for its execution ${number} (${fields.arn}): restore catalog.journal from a copy, or remove executions/${number}.journal.`,
      );
    return {
      ...fields,
      revision,
      stateMachineVersionArn: fields.stateMachineVersionArn,
      stateMachineAliasArn: fields.stateMachineAliasArn,
      traceHeader: fields.traceHeader,
      testCase: fields.testCase,
    };
  }
}

/** All that are still named by something. */
function* revisionsOf(service: Service): Generator<MachineRevision> {
  for (const { revision, versions } of service.machines.newestFirst()) {
    yield revision;
    for (const version of versions.newestFirst()) yield version.revision;
  }
  for (const { revision } of service.executions.all()) yield revision;
}
