import * as vscode from 'vscode';
import { activeDocument, chooseInTemplate, requireMachine } from '../active-definition.ts';
import { ExpectedError } from '../errors.ts';
import type { Services } from '../services.ts';
import { pipelineSubject, readPipelineOf } from './pipeline-subject.ts';
import { definitionSubject, type PreviewSubject } from './preview-subject.ts';

/**
 * What *Open Preview* is about: the file it was called with, or the active editor. In a template the state machine that
 * it was called with, else the one at the cursor; else its pipeline, or, where it has state machines too, what is chosen.
 */
export async function chooseSubject(
  services: Services,
  file: vscode.Uri | undefined,
  logicalId: unknown,
): Promise<PreviewSubject> {
  const document = file ? await vscode.workspace.openTextDocument(file) : activeDocument();
  const read = document && (await readPipelineOf(services, document));
  if (!document || !read) return definitionSubject(services, await requireMachine(services, file, logicalId));
  const { parts } = read.pipeline;
  const template = await services.definitions.readTemplate(document);
  const machines = (template?.embedded.length ?? 0) + (template?.referenced.length ?? 0);
  // A state machine by itself is no pipeline.
  const others = parts.filter(({ type }) => type !== 'StateMachine').length;
  if (machines > 0) {
    const whole = {
      label: vscode.l10n.t('$(type-hierarchy) The whole template'),
      description: vscode.l10n.t('{0} parts and what leads from one to another', parts.length),
    };
    const chosen = await chooseInTemplate(services, document, logicalId, others > 0 ? whole : undefined);
    return chosen === 'whole' ? pipelineSubject(services, document) : definitionSubject(services, chosen);
  }
  if (parts.length > 0 || read.problems.length > 0) return pipelineSubject(services, document);
  throw new ExpectedError(
    vscode.l10n.t(
      '{0} has nothing to draw: no function, queue, table, bucket, topic, rule or state machine.',
      vscode.workspace.asRelativePath(document.uri),
    ),
  );
}
