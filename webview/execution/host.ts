import type { Endpoint } from '../../src/protocol/endpoint.ts';
import type { EXECUTION_HOST_MESSAGES, EXECUTION_PAGE_MESSAGES } from '../../src/protocol/execution-page.ts';

/** The editor's end of the page. */
export type Host = Endpoint<typeof EXECUTION_PAGE_MESSAGES, typeof EXECUTION_HOST_MESSAGES>;

/** Shows what goes wrong with something that was asked for. */
export type Act = (answer: Promise<unknown>) => void;
