import * as vscode from 'vscode';
import type { PassingFault } from '../../executions/trouble.ts';

/** What is the matter while an execution is followed, for the user: it passes, and is waited for. */
export function describeTrouble(kind: PassingFault): string {
  return TROUBLES[kind];
}

const TROUBLES: Readonly<Record<PassingFault, string>> = {
  unreachable: vscode.l10n.t('The endpoint cannot be reached: it is tried again.'),
  late: vscode.l10n.t('The endpoint does not answer in time: it is tried again.'),
  throttled: vscode.l10n.t('The endpoint takes no more requests for the moment: it is tried again, later.'),
  failed: vscode.l10n.t('The endpoint fails to answer: it is tried again.'),
};
