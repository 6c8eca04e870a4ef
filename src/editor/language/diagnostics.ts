import * as vscode from 'vscode';
import type { Finding, Severity } from '../../validation/finding.ts';
import type { Services } from '../services.ts';
import { askSecondOpinion } from '../second-opinion/second-opinion.ts';
import { validateDocument } from './validate-document.ts';

/** Long enough not to run on every key, short enough to seem immediate. */
const DELAY_MILLISECONDS = 200;

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** The findings behind the diagnostics that are shown, for the quick fixes. */
export type FindingsOf = (document: vscode.TextDocument) => readonly Finding[];

/** Live diagnostics on every open definition; `findingsOf` gives those of the version that was last looked at. */
export function createDiagnostics(services: Services): {
  readonly findingsOf: FindingsOf;
  readonly disposable: vscode.Disposable;
} {
  const collection = vscode.languages.createDiagnosticCollection('fanout');
  const timers = new Map<string, NodeJS.Timeout>();
  const shown = new Map<string, { version: number; findings: readonly Finding[] }>();
  /** What others said when the document was saved: it holds until the next change. */
  const opinions = new WeakMap<
    vscode.TextDocument,
    { version: number; said: Awaited<ReturnType<typeof askSecondOpinion>> }
  >();

  const schedule = (document: vscode.TextDocument, delay: number): void => {
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => void refresh(document), delay),
    );
  };
  const forget = (document: vscode.TextDocument): void => {
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.delete(key);
    shown.delete(key);
    collection.delete(document.uri);
  };
  const refresh = async (document: vscode.TextDocument): Promise<void> => {
    try {
      const { version } = document;
      const enabled = vscode.workspace
        .getConfiguration('fanout', document.uri)
        .get<boolean>('validation.enabled', true);
      const findings = enabled ? await validateDocument(services, document, saidOf(document)) : undefined;
      if (!findings) {
        forget(document);
        return;
      }
      if (document.isClosed || document.version !== version) return;
      shown.set(document.uri.toString(), { version, findings });
      collection.set(
        document.uri,
        findings.map((finding) => toDiagnostic(document, finding)),
      );
    } catch (error) {
      services.log.error(error instanceof Error ? error : String(error));
    }
  };
  const saidOf = (document: vscode.TextDocument) => {
    const entry = opinions.get(document);
    return entry?.version === document.version ? entry.said : undefined;
  };
  const askOthers = async (document: vscode.TextDocument): Promise<void> => {
    const settings = vscode.workspace.getConfiguration('fanout', document.uri);
    const { version } = document;
    if (!settings.get<boolean>('validation.enabled', true) || !settings.get<boolean>('validation.secondOpinion', false))
      return;
    if (!services.definitions.kindOf(document)) return;
    try {
      const said = await askSecondOpinion(services, document);
      if (document.isClosed || document.version !== version) return;
      opinions.set(document, { version, said });
      await refresh(document);
    } catch (error) {
      services.log.error(error instanceof Error ? error : String(error));
    }
  };
  const refreshAll = (): void => vscode.workspace.textDocuments.forEach((document) => schedule(document, 0));
  /** What they say of a definition in a file of its own may be another now. */
  const refreshTemplates = (): void => {
    for (const document of vscode.workspace.textDocuments)
      if (services.definitions.kindOf(document)?.holds === 'template') schedule(document, 0);
  };
  refreshAll();

  const disposable = vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument((document) => schedule(document, 0)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => schedule(document, DELAY_MILLISECONDS)),
    vscode.workspace.onDidSaveTextDocument((document) => {
      void askOthers(document);
      if (services.definitions.kindOf(document)?.holds === 'definition') refreshTemplates();
    }),
    vscode.workspace.onDidCloseTextDocument(forget),
    services.projects.onDidChange(refreshAll),
    services.templates.onDidChange(refreshAll),
    vscode.workspace.onDidChangeConfiguration(
      (change) => change.affectsConfiguration('fanout.validation') && refreshAll(),
    ),
    new vscode.Disposable(() => timers.forEach((timer) => clearTimeout(timer))),
  );
  return {
    findingsOf: (document) => {
      const entry = shown.get(document.uri.toString());
      return entry?.version === document.version ? entry.findings : [];
    },
    disposable,
  };
}

export const rangeOf = (document: vscode.TextDocument, { start, end }: { start: number; end: number }): vscode.Range =>
  new vscode.Range(document.positionAt(start), document.positionAt(end));

function toDiagnostic(document: vscode.TextDocument, finding: Finding): vscode.Diagnostic {
  return diagnosticOf(finding, rangeOf(document, finding));
}

/** A finding as VS Code shows it. */
export function diagnosticOf(finding: Finding, range: vscode.Range): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, finding.message, SEVERITIES[finding.severity]);
  diagnostic.source = finding.source ?? 'fanout';
  diagnostic.code = finding.page ? { value: finding.code, target: vscode.Uri.parse(finding.page) } : finding.code;
  return diagnostic;
}
