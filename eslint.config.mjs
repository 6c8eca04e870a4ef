import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';
import { builtinModules } from 'node:module';
import { FRONT_ENDS, PAGES, ROOMS } from './scripts/walls.mjs';

const EVERY_ROOM = [...Object.keys(ROOMS), ...Object.keys(FRONT_ENDS)];
const BUILTINS = builtinModules.filter((name) => !name.startsWith('_'));

/** The import restrictions of one room, made from its row in scripts/walls.mjs. */
function walls({ imports, node, vscode, packages, aslValidator }, self, prefix) {
  const closed = EVERY_ROOM.filter((room) => room !== self && !imports.includes(room));
  const patterns = closed.map((room) => ({
    regex: `^(\\.\\./)+${prefix}${room}/`,
    message: `${self}/ may not import ${room}/ (scripts/walls.mjs).`,
  }));
  patterns.push({ regex: '^(\\.\\./)+(extension|cli)\\.ts$', message: 'Nobody imports an entry point.' });
  if (!vscode) patterns.push({ regex: '^vscode$', message: 'Only editor/ and extension.ts import vscode.' });
  if (!node)
    patterns.push({ regex: `^(node:|(${BUILTINS.join('|')})(/|$))`, message: `${self}/ is pure: no Node modules.` });
  if (!aslValidator)
    patterns.push({ regex: '^asl-validator', message: 'asl-validator is called by editor/ and cli/ only.' });
  if (Array.isArray(packages))
    patterns.push({
      regex: `^(?!\\.|node:|vscode$|(${[...packages, 'asl-validator'].join('|')})(/|$))`,
      message: `${self}/ may not use this package (scripts/walls.mjs).`,
    });
  return { 'no-restricted-imports': ['error', { patterns }] };
}

const NO_GLOBALS = [
  'process',
  'Buffer',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'fetch',
  'document',
  'window',
  'performance',
].map((name) => ({ name, message: 'Pure rooms have no I/O and no clock: pass it in.' }));

const PURE_RULES = {
  'no-restricted-globals': ['error', ...NO_GLOBALS],
  'no-restricted-syntax': [
    'error',
    { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'Pass the time in.' },
    { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Pass the time in.' },
    { selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']", message: 'Pass it in.' },
  ],
};

export default tseslint.config(
  { ignores: ['dist/', 'test-results/', '.fanout/', 'test/fixtures/', '**/*.cjs'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './tsconfig.webview.json', './tsconfig.templates.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'max-lines': ['error', 300],
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
  ...Object.entries(ROOMS).map(([room, row]) => ({
    files: [`src/${room}/**/*.ts`],
    rules: { ...walls(row, room, ''), ...(row.node ? {} : PURE_RULES) },
  })),
  ...Object.entries(FRONT_ENDS).map(([room, row]) => ({ files: [`src/${room}/**/*.ts`], rules: walls(row, room, '') })),
  {
    files: ['webview/**/*.ts', 'webview/**/*.tsx'],
    rules: walls({ imports: PAGES.imports, node: false, vscode: false, packages: true }, 'webview', 'src/'),
  },
  {
    files: ['test/**/*.ts', 'test/**/*.tsx'],
    rules: {
      // A test may say `!` where the line before it has asserted what it says.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // vitest's matchers take methods unbound.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['test/**/*.ts', 'scripts/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
        clearTimeout: 'readonly',
      },
    },
  },
);
