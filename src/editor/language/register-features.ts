import * as vscode from 'vscode';
import { TOKEN_TYPES } from '../../language/token-types.ts';
import type { Services } from '../services.ts';
import { DEFINITION_SELECTOR, loadLanguage, type DefinitionStore } from './definition-store.ts';
import type { DefinitionInDocument } from './definition-in-document.ts';
import type * as Features from './features.ts';

/** JSON and YAML have folding and selection of VS Code's own. */
const OWN_SELECTOR: vscode.DocumentSelector = [{ language: 'asl' }, { language: 'asl-yaml' }];
const LEGEND = new vscode.SemanticTokensLegend([...TOKEN_TYPES], ['defaultLibrary']);
/** A blank starts a value in YAML, and nothing else. */
const TRIGGERS = ['"', '.', '$', ' '];
const BEFORE_VALUE = /(?::|-|\{%) $/;

type Loaded = typeof Features;

/** Asks the features about what was found in a document; undefined where that is nothing, and once it was cancelled. */
type Ask = <S, T>(
  found: Promise<S | undefined>,
  token: vscode.CancellationToken,
  answer: (features: Loaded, found: S) => T | Promise<T>,
) => Promise<T | undefined>;

interface Asker {
  readonly ask: Ask;
  readonly definitions: DefinitionStore;
}

/**
 * Completion, hover, definitions, references, rename, highlights, outline, folding, selection and semantic colours.
 * Stubs: what answers is loaded with the first question.
 */
export function registerLanguageFeatures(services: Services): vscode.Disposable {
  const { definitions } = services;
  const ask: Ask = async (found, token, answer) => {
    const source = await found;
    if (source === undefined || isCancelled(token)) return undefined;
    const { loadFeatures } = await loadLanguage();
    const features = await loadFeatures();
    return isCancelled(token) ? undefined : answer(features, source);
  };
  /** A feature that fails shows nothing: nobody asked for it by a command. */
  const quietly: Ask = async (found, token, answer) => {
    try {
      return await ask(found, token, answer);
    } catch (error) {
      services.log.error(error instanceof Error ? error : String(error));
      return undefined;
    }
  };
  const quiet = { ask: quietly, definitions };
  return vscode.Disposable.from(
    registerTyping(quiet),
    registerNavigation(quiet),
    registerRename({ ask, definitions }),
    registerLayout(quiet),
  );
}

function registerTyping(asker: Asker): vscode.Disposable {
  const completion: vscode.CompletionItemProvider = {
    provideCompletionItems(document, position, token, { triggerCharacter }) {
      const before = document.lineAt(position.line).text.slice(0, position.character);
      if (triggerCharacter === ' ' && !BEFORE_VALUE.test(before)) return undefined;
      return at(asker, document, position, token, (features, source, offset) =>
        features.provideCompletions(source, offset),
      );
    },
  };
  const hover: vscode.HoverProvider = {
    provideHover: (document, position, token) =>
      at(asker, document, position, token, (features, source, offset) => features.provideHover(source, offset)),
  };
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(DEFINITION_SELECTOR, completion, ...TRIGGERS),
    vscode.languages.registerHoverProvider(DEFINITION_SELECTOR, hover),
  );
}

function registerNavigation(asker: Asker): vscode.Disposable {
  const { languages } = vscode;
  return vscode.Disposable.from(
    languages.registerDefinitionProvider(DEFINITION_SELECTOR, {
      provideDefinition: (document, position, token) =>
        at(asker, document, position, token, (features, source, offset) =>
          features.provideDefinition(source, offset, document.uri),
        ),
    }),
    languages.registerReferenceProvider(DEFINITION_SELECTOR, {
      provideReferences: (document, position, { includeDeclaration }, token) =>
        at(asker, document, position, token, (features, source, offset) =>
          features.provideReferences(source, offset, document.uri, includeDeclaration),
        ),
    }),
    languages.registerDocumentHighlightProvider(DEFINITION_SELECTOR, {
      provideDocumentHighlights: (document, position, token) =>
        at(asker, document, position, token, (features, source, offset) => features.provideHighlights(source, offset)),
    }),
  );
}

/** What is refused is thrown: VS Code shows its message. */
function registerRename(asker: Asker): vscode.Disposable {
  return vscode.languages.registerRenameProvider(DEFINITION_SELECTOR, {
    prepareRename: (document, position, token) =>
      at(asker, document, position, token, (features, source, offset) => features.prepareRename(source, offset)),
    provideRenameEdits: (document, position, name, token) =>
      at(asker, document, position, token, (features, source, offset) =>
        features.provideRename(source, offset, document.uri, name),
      ),
  });
}

function registerLayout({ ask, definitions }: Asker): vscode.Disposable {
  const { languages } = vscode;
  return vscode.Disposable.from(
    languages.registerDocumentSymbolProvider(
      DEFINITION_SELECTOR,
      {
        provideDocumentSymbols: (document, token) =>
          ask(definitions.readAll(document), token, (features, sources) =>
            sources.flatMap((source) => features.provideSymbols(source)),
          ),
      },
      { label: 'Fanout' },
    ),
    languages.registerFoldingRangeProvider(OWN_SELECTOR, {
      provideFoldingRanges: (document, _context, token) =>
        ask(definitions.read(document), token, (features, definition) => features.provideFolds(definition)),
    }),
    languages.registerSelectionRangeProvider(OWN_SELECTOR, {
      provideSelectionRanges: (document, positions, token) =>
        ask(definitions.readOne(document), token, (features, source) =>
          positions.flatMap((position) => {
            const offset = source.offsetAt(position);
            return offset === undefined ? [] : (features.provideSelection(source, offset) ?? []);
          }),
        ),
    }),
    languages.registerDocumentSemanticTokensProvider(
      DEFINITION_SELECTOR,
      {
        provideDocumentSemanticTokens: (document, token) =>
          ask(definitions.readAll(document), token, (features, sources) => {
            const builder = new vscode.SemanticTokensBuilder(LEGEND);
            for (const source of sources) features.addSemanticTokens(source, builder);
            return builder.build();
          }),
      },
      LEGEND,
    ),
  );
}

function at<T>(
  { ask, definitions }: Asker,
  document: vscode.TextDocument,
  position: vscode.Position,
  token: vscode.CancellationToken,
  answer: (features: Loaded, source: DefinitionInDocument, offset: number) => T | Promise<T>,
): Promise<T | undefined> {
  return ask(definitions.readAt(document, position), token, (features, source) => {
    const offset = source.offsetAt(position);
    return offset === undefined ? (undefined as T) : answer(features, source, offset);
  });
}

/** Asked anew each time: it changes while something is awaited. */
function isCancelled(token: vscode.CancellationToken): boolean {
  return token.isCancellationRequested;
}
