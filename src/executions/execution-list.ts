import type { ExecutionListItem, ExecutionStatus, SFNClient } from '@aws-sdk/client-sfn';
import { readExecutionsPage, type ExecutionsQuestion } from './list-executions.ts';

/** Which executions are wanted. */
export interface ExecutionFilter {
  /** Undefined: of any status. Several are listed one after the other. */
  readonly statuses: readonly ExecutionStatus[] | undefined;
  /** A part of the name, in any case; empty: any. The API has no such filter, so that names are read to find some. */
  readonly name: string;
}

/** What the API tells of an execution in a list. */
export interface ListedExecution {
  readonly executionArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startDate: Date | undefined;
  readonly stopDate: Date | undefined;
}

const PAGE = 100;
/** While a name is looked for. */
const SEARCHED_PAGE = 1000;
/** Requests of one search; the next ones are for who asks for more. */
const MOST_PAGES = 10;
/** Executions further down that were running are asked for by themselves, so many a refresh. */
const MOST_STALE = 10;

/** The executions of a machine or of a Map Run, as far as somebody has asked for them, the newest first. */
export class ExecutionList {
  readonly #of: ExecutionsQuestion['of'];
  readonly #filter: ExecutionFilter;
  readonly #statuses: readonly (ExecutionStatus | undefined)[];
  #known = new Map<string, ListedExecution>();
  /** Which of the statuses is being read, and where. */
  #at = 0;
  #next: string | undefined;
  #begun = false;
  #searched = 0;
  #refreshes = 0;
  /** In which refresh one further down was asked for, so that all get their turn. */
  readonly #asked = new Map<string, number>();

  constructor(of: ExecutionsQuestion['of'], filter: ExecutionFilter) {
    this.#of = of;
    this.#filter = filter;
    this.#statuses = filter.statuses ?? [undefined];
  }

  get executions(): readonly ListedExecution[] {
    return [...this.#known.values()];
  }

  /** Whether there may be more; true before the first page. */
  get hasMore(): boolean {
    return this.#at < this.#statuses.length;
  }

  /** How many executions were looked at, also those whose names do not match. */
  get searched(): number {
    return this.#searched;
  }

  /** Reads the next page; with a name, pages until a hundred match or ten were read. Rejects with the API's error. */
  async more(client: SFNClient, signal?: AbortSignal): Promise<void> {
    this.#begun = true;
    const wanted = this.#known.size + PAGE;
    const most = this.#filter.name === '' ? 1 : MOST_PAGES;
    for (let pages = 0; pages < most && this.hasMore && this.#known.size < wanted; pages++) {
      const { executions, next } = await this.#read(client, this.#statuses[this.#at], this.#next, signal);
      this.#searched += executions.length;
      for (const each of executions) if (this.#matches(each)) this.#known.set(each.executionArn, each);
      this.#next = next;
      if (next === undefined) this.#at++;
      // Of a status of which there are none, the next one is read at once.
      if (executions.length === 0 && next === undefined) pages--;
    }
  }

  /**
   * Looks for new executions and new statuses: reads the first page again, and asks for what ran further down. Whether
   * something has changed. Rejects with the API's error.
   */
  async refresh(client: SFNClient, signal?: AbortSignal): Promise<boolean> {
    const before = JSON.stringify(this.executions);
    if (!this.#begun) await this.more(client, signal);
    else await this.#readTop(client, signal);
    return JSON.stringify(this.executions) !== before;
  }

  async #readTop(client: SFNClient, signal: AbortSignal | undefined): Promise<void> {
    this.#refreshes++;
    const top = new Map<string, ListedExecution>();
    for (const status of this.#statuses) {
      const { executions } = await this.#read(client, status, undefined, signal);
      for (const each of executions) if (this.#matches(each)) top.set(each.executionArn, each);
    }
    // Later statuses come after earlier ones: only a list of one kind can be put in front of what is known.
    const known = this.#known;
    this.#known = new Map([...top, ...[...known].filter(([arn]) => !top.has(arn))]);
    const stale = [...known.values()].filter(
      ({ executionArn, status }) => status === 'RUNNING' && !top.has(executionArn),
    );
    const turn = ({ executionArn }: ListedExecution): number => this.#asked.get(executionArn) ?? 0;
    for (const { executionArn } of stale.toSorted((one, other) => turn(one) - turn(other)).slice(0, MOST_STALE)) {
      this.#asked.set(executionArn, this.#refreshes);
      await this.#update(client, executionArn, signal);
    }
  }

  async #update(client: SFNClient, executionArn: string, signal: AbortSignal | undefined): Promise<void> {
    const { DescribeExecutionCommand } = await import('@aws-sdk/client-sfn');
    const command = new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' });
    try {
      const now = readItem(await client.send(command, signal === undefined ? {} : { abortSignal: signal }));
      const fits = this.#filter.statuses?.includes(now.status) ?? true;
      if (fits) this.#known.set(executionArn, now);
      else this.#known.delete(executionArn);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ExecutionDoesNotExist')) throw error;
      this.#known.delete(executionArn);
    }
  }

  async #read(
    client: SFNClient,
    status: ExecutionStatus | undefined,
    next: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly executions: readonly ListedExecution[]; readonly next: string | undefined }> {
    const limit = this.#filter.name === '' ? PAGE : SEARCHED_PAGE;
    const page = await readExecutionsPage(client, { of: this.#of, status, next, limit }, signal);
    return { executions: page.executions.map(readItem), next: page.next };
  }

  #matches({ name }: ListedExecution): boolean {
    return name.toLowerCase().includes(this.#filter.name.toLowerCase());
  }
}

function readItem(item: Partial<ExecutionListItem>): ListedExecution {
  const { executionArn = '', name, status = 'RUNNING', startDate, stopDate } = item;
  return { executionArn, name: name ?? executionArn.split(':').at(-1) ?? '', status, startDate, stopDate };
}
