import * as vscode from 'vscode';
import type { ConnectionChoice } from '../../executions/connection-choice.ts';
import type { ServiceVerdict } from '../../executions/validate-on-service.ts';
import { requireMachine } from '../active-definition.ts';
import { toExpectedError } from '../connections/service-errors.ts';
import { ExpectedError } from '../errors.ts';
import { diagnosticOf } from '../language/diagnostics.ts';
import { registerCommand, reportError } from '../register-command.ts';
import type { Services } from '../services.ts';
import { withSignal } from '../with-signal.ts';
import { offerProblems } from './offer-problems.ts';

/** *Validate on AWS*: ValidateStateMachineDefinition with the user's credentials; what it says stays until the next edit. */
export function registerValidateOnAws(services: Services): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('fanout-aws');
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) collection.delete(document.uri);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)),
    registerCommand(services, 'fanout.validateOnAws', async (file, resource) => {
      if (!vscode.workspace.isTrusted)
        throw new ExpectedError(
          vscode.l10n.t(
            'Validate on AWS uses your credentials with settings of this folder, and the folder is not trusted.',
          ),
          {
            title: vscode.l10n.t('Manage Workspace Trust'),
            run: () => vscode.commands.executeCommand('workbench.trust.manage'),
          },
        );
      const { document, logicalId } = await requireMachine(services, file, resource);
      const { version } = document;
      const at = await services.definitions.readOne(document, logicalId);
      const { plainValueOf, serviceFindings } = await import(/* webpackChunkName: "on-aws" */ './on-aws.ts');
      const value = at && at.definition.problems.length === 0 ? plainValueOf(at.definition) : undefined;
      if (!at || !value)
        throw new ExpectedError(vscode.l10n.t('This text cannot be read yet: correct its first problem.'));
      const type = at.embedded ? at.embedded.type : (await services.projects.find(document.uri))?.project?.type;
      const { diagnostics, truncated } = await askAws(services, document.uri, JSON.stringify(value), type);
      if (document.isClosed || document.version !== version)
        throw new ExpectedError(vscode.l10n.t('The text has changed since AWS was asked: ask again.'));
      const findings = serviceFindings(at.definition, diagnostics);
      collection.set(
        document.uri,
        findings.map((finding) => diagnosticOf(finding, at.rangeOf(finding))),
      );
      // The command is done, whenever its message is dismissed.
      showVerdict(findings.length, truncated).catch((error: unknown) =>
        reportError(services.log, 'fanout.validateOnAws', error),
      );
    }),
  );
}

async function askAws(
  { connections }: Services,
  uri: vscode.Uri,
  definition: string,
  type: 'STANDARD' | 'EXPRESS' | undefined,
): Promise<ServiceVerdict> {
  const { validateOnService } = await import('../../executions/validate-on-service.ts');
  const { profile, region } = signatureOf(connections.choice, uri);
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Asking AWS'),
    cancellable: true,
  };
  // As every SDK and the AWS CLI do.
  const endpoint = process.env.AWS_ENDPOINT_URL_SFN;
  const ask = async (signal: AbortSignal): Promise<ServiceVerdict> => {
    try {
      return await validateOnService({ profile, region, endpoint }, definition, { type, signal });
    } catch (error) {
      throw await toExpectedError(error, connections);
    }
  };
  return vscode.window.withProgress(options, (_, token) => withSignal(token, ask));
}

/** Of the connection where that is AWS, else of the settings. */
function signatureOf(
  choice: ConnectionChoice,
  uri: vscode.Uri,
): { readonly profile: string | undefined; readonly region: string | undefined } {
  if (choice.kind === 'aws') return choice;
  const settings = vscode.workspace.getConfiguration('fanout', uri);
  return {
    profile: settings.get<string>('aws.profile', '') || undefined,
    region: settings.get<string>('aws.region', '') || undefined,
  };
}

async function showVerdict(count: number, truncated: boolean): Promise<void> {
  if (count === 0) {
    await vscode.window.showInformationMessage(vscode.l10n.t('AWS finds nothing wrong with this state machine.'));
    return;
  }
  const message = truncated
    ? vscode.l10n.t('AWS has more to say than the {0} findings that it sent.', count)
    : vscode.l10n.t('AWS says {0} things about this state machine.', count);
  await offerProblems(vscode.window.showWarningMessage, message);
}
