import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type * as vscode from 'vscode';
import type { JsonObject } from '../../asl/json.ts';
import type { Finding } from '../../validation/finding.ts';
import type { OpinionAnswer } from '../../validation/second-opinion.ts';
import type { DefinitionInDocument } from '../language/definition-in-document.ts';
import type { Services } from '../services.ts';

/** It needs a third of a second for a thousand states. */
const LONGEST_MILLISECONDS = 20_000;

/** What asl-validator says of each definition of a document beyond the rules, in each definition's own places. */
export async function askSecondOpinion(
  { context, definitions }: Services,
  document: vscode.TextDocument,
): Promise<ReadonlyMap<string | undefined, readonly Finding[]>> {
  const { placeOpinions, plainValueOf, validateDefinition } = await import(
    /* webpackChunkName: "second-opinion" */ './opinions.ts'
  );
  const ask = async ({
    definition,
    logicalId,
    embedded,
  }: DefinitionInDocument): Promise<readonly [string | undefined, readonly Finding[]]> => {
    const value = definition.problems.length === 0 ? plainValueOf(definition) : undefined;
    if (!value) return [logicalId, []];
    const answer = await askWorker(path.join(context.extensionPath, 'dist', 'second-opinion-worker.js'), value);
    return [logicalId, placeOpinions(definition, answer, validateDefinition(definition, { type: embedded?.type }))];
  };
  return new Map(await Promise.all((await definitions.readAll(document)).map(ask)));
}

/** One thread for one question: it holds 20 MB, and is gone with its answer. */
function askWorker(file: string, definition: JsonObject): Promise<OpinionAnswer> {
  return new Promise((resolve) => {
    const worker = new Worker(file, { workerData: definition satisfies JsonObject });
    const answer = (given: OpinionAnswer): void => {
      clearTimeout(timer);
      resolve(given);
      void worker.terminate();
    };
    const timer = setTimeout(() => answer({ crash: 'it took too long' }), LONGEST_MILLISECONDS);
    worker.once('message', (given: OpinionAnswer) => answer(given));
    worker.once('error', (error: Error) => answer({ crash: error.message }));
    worker.once('exit', () => answer({ crash: 'it ended without an answer' }));
  });
}
