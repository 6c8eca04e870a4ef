import * as vscode from 'vscode';
import type { AwsProfile } from '../../executions/aws-profiles.ts';
import { checkEndpoint, describeChoice, LOCAL, type ConnectionChoice } from '../../executions/connection-choice.ts';
import { registerCommand } from '../register-command.ts';
import type { Services } from '../services.ts';
import { requireTrustToConnect } from './connections.ts';

const TITLE = vscode.l10n.t('Choose Connection');
const FALLBACK_REGION = 'us-east-1';

/** *Choose Connection…*: the local Step Functions, a profile and region of AWS, or an endpoint by its URL. */
export function registerChooseConnection(services: Services): vscode.Disposable {
  return registerCommand(services, 'fanout.chooseConnection', async () => {
    requireTrustToConnect();
    await services.connections.choose(await askForChoice(services));
  });
}

interface ChoiceItem extends vscode.QuickPickItem {
  readonly take?: () => Promise<ConnectionChoice> | ConnectionChoice;
}

async function askForChoice({ connections: { choice } }: Services): Promise<ConnectionChoice> {
  const { listAwsProfiles } = await import('../../executions/aws-profiles.ts');
  const profiles = await listAwsProfiles();
  const items: ChoiceItem[] = [
    {
      label: vscode.l10n.t('$(home) Local'),
      description: vscode.l10n.t('a Step Functions of this window, with no account'),
      take: () => LOCAL,
    },
    {
      label: vscode.l10n.t('$(plug) Endpoint…'),
      description: vscode.l10n.t('LocalStack, moto, or another server that speaks the API, by its URL'),
      take: () => askForEndpoint(choice, profiles),
    },
    { label: vscode.l10n.t('AWS'), kind: vscode.QuickPickItemKind.Separator },
    ...profiles.map((profile) => profileItem(profile, choice)),
    {
      label: vscode.l10n.t('$(cloud) Standard credentials'),
      description: vscode.l10n.t('of the environment, the default profile, or a role'),
      take: () => askForRegion(undefined, undefined, regionOf(choice)),
    },
  ];
  const now = vscode.l10n.t('Now: {0}', describeChoice(choice));
  const chosen = await vscode.window.showQuickPick(items, {
    title: TITLE,
    placeHolder: now,
    matchOnDescription: true,
  });
  if (!chosen?.take) throw new vscode.CancellationError();
  return chosen.take();
}

function profileItem(profile: AwsProfile, choice: ConnectionChoice): ChoiceItem {
  const { name, region, source } = profile;
  return {
    label: `$(cloud) ${name}`,
    description: [SOURCES[source], region].filter((part) => part !== '' && part !== undefined).join(', '),
    take: () =>
      askForRegion(name, region, choice.kind === 'aws' && choice.profile === name ? choice.region : undefined),
  };
}

const SOURCES: Readonly<Record<AwsProfile['source'], string>> = {
  sso: vscode.l10n.t('signs in by SSO'),
  role: vscode.l10n.t('assumes a role'),
  keys: vscode.l10n.t('access keys'),
  process: vscode.l10n.t('credentials of a process'),
  login: vscode.l10n.t('signs in by the console'),
  'web identity': vscode.l10n.t('web identity'),
  unknown: '',
};

/** Escape throws a CancellationError; empty takes the region of the profile or of the environment. */
async function askForRegion(
  profile: string | undefined,
  ofProfile: string | undefined,
  before: string | undefined,
): Promise<ConnectionChoice> {
  const known = ofProfile ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  const region = await ask({
    prompt:
      known === undefined
        ? vscode.l10n.t('The region, such as eu-central-1')
        : vscode.l10n.t('The region; empty for {0}', known),
    value: before ?? known ?? configuredRegion() ?? '',
    validateInput: (text) => {
      if (text.trim() === '') return known === undefined ? vscode.l10n.t('A region is needed.') : undefined;
      return regionProblem(text);
    },
  });
  return { kind: 'aws', profile, region: region === '' ? undefined : region };
}

async function askForEndpoint(before: ConnectionChoice, profiles: readonly AwsProfile[]): Promise<ConnectionChoice> {
  const text = await ask({
    prompt: vscode.l10n.t('The URL of the endpoint'),
    value: before.kind === 'endpoint' ? before.url : 'http://127.0.0.1:4566',
    validateInput: (typed) => {
      const checked = checkEndpoint(typed);
      if ('problem' in checked) return checked.problem;
      return checked.warning === undefined
        ? undefined
        : { message: checked.warning, severity: vscode.InputBoxValidationSeverity.Warning };
    },
  });
  const checked = checkEndpoint(text);
  if ('problem' in checked) throw new vscode.CancellationError();
  if (checked.warning !== undefined) await confirm(checked.warning);
  const region = await ask({
    prompt: vscode.l10n.t('The region that requests are signed for'),
    value: regionOf(before) ?? FALLBACK_REGION,
    validateInput: regionProblem,
  });
  return { kind: 'endpoint', url: checked.url, region, profile: await askForKeys(profiles) };
}

async function askForKeys(profiles: readonly AwsProfile[]): Promise<string | undefined> {
  const placeholder = {
    label: vscode.l10n.t('$(shield) Placeholder keys'),
    description: vscode.l10n.t('what emulators take; no key of yours leaves this machine'),
    profile: undefined,
  };
  const items = [placeholder, ...profiles.map(({ name }) => ({ label: `$(key) ${name}`, profile: name }))];
  if (items.length === 1) return undefined;
  const chosen = await vscode.window.showQuickPick(items, {
    title: TITLE,
    placeHolder: vscode.l10n.t('Signed with which keys?'),
  });
  if (!chosen) throw new vscode.CancellationError();
  return chosen.profile;
}

async function confirm(warning: string): Promise<void> {
  const anyway = vscode.l10n.t('Connect Anyway');
  if ((await vscode.window.showWarningMessage(warning, { modal: true }, anyway)) !== anyway)
    throw new vscode.CancellationError();
}

async function ask(options: vscode.InputBoxOptions): Promise<string> {
  const typed = await vscode.window.showInputBox({ title: TITLE, ignoreFocusOut: true, ...options });
  if (typed === undefined) throw new vscode.CancellationError();
  return typed.trim();
}

const regionProblem = (text: string): string | undefined =>
  /^[a-z]{2,}(?:-[a-z]+)+-\d+$/.test(text.trim())
    ? undefined
    : vscode.l10n.t('{0} is no region: write eu-central-1.', text.trim() || vscode.l10n.t('Nothing'));

const regionOf = (choice: ConnectionChoice): string | undefined =>
  choice.kind === 'local' ? undefined : choice.region;

const configuredRegion = (): string | undefined =>
  vscode.workspace.getConfiguration('fanout').get<string>('aws.region', '') || undefined;
