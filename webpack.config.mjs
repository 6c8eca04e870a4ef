import path from 'node:path';
import webpack from 'webpack';
import { EsbuildPlugin } from 'esbuild-loader';
import { CopyPages, SizeBudgets } from './scripts/webpack-plugins.mjs';

const ROOT = import.meta.dirname;
const KB = 1024;

const typescript = (target, tsconfig) => ({
  test: /\.tsx?$/,
  exclude: /node_modules/,
  loader: 'esbuild-loader',
  options: { target, tsconfig },
});

/** @returns {import('webpack').Configuration[]} */
export default (_env, { mode = 'production' }) => {
  const production = mode === 'production';
  const common = {
    mode,
    context: ROOT,
    // The sources are not shipped, so neither are maps to them.
    devtool: production ? false : 'source-map',
    performance: false,
    stats: 'errors-warnings',
    cache: production ? false : { type: 'filesystem' },
  };

  /** Extension host, command line, runtime process and workers: one build, so that they share their chunks. */
  const host = {
    ...common,
    name: 'host',
    target: 'node22',
    entry: {
      extension: './src/extension.ts',
      cli: './src/cli.ts',
      runtime: './src/runtime/main.ts',
      'handler-worker': './src/runtime/tasks/handler-worker.ts',
      'pipeline-process': './src/pipeline/pipeline-process.ts',
      'pipeline-worker': './src/pipeline/pipeline-worker.ts',
      'yaml-worker': './src/editor/language/yaml-worker.ts',
      'second-opinion-worker': './src/editor/second-opinion/worker.ts',
    },
    output: {
      path: path.join(ROOT, 'dist'),
      filename: '[name].js',
      chunkFilename: 'chunks/[name].js',
      libraryTarget: 'commonjs2',
      clean: { keep: 'webview' },
    },
    externals: { vscode: 'commonjs2 vscode' },
    // The package's ES modules, which can be shaken; its Node entry is CommonJS and comes whole.
    resolve: { alias: { yaml$: path.join(ROOT, 'node_modules/yaml/browser/dist/index.js') } },
    module: { rules: [typescript('node22', 'tsconfig.json')] },
    plugins: [
      // In the bundle a module's own place is that of the file it was bundled into.
      new webpack.DefinePlugin({ 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' }),
      new SizeBudgets([
        { what: 'entry bundle', entry: 'extension', limit: 300 * KB },
        { what: 'language chunk', chunk: 'language', limit: 300 * KB },
        { what: 'language features', chunk: 'language-features', limit: 150 * KB },
      ]),
    ],
    node: { __dirname: false, __filename: false },
    optimization: {
      // Workers and the runtime process load what they share with the others from the same files.
      splitChunks: { chunks: 'all', minSize: 20 * KB },
      // webpack's own (terser): slower than esbuild's, and some percent smaller.
      minimizer: ['...'],
      chunkIds: production ? 'deterministic' : 'named',
    },
  };

  const pages = {
    ...common,
    name: 'pages',
    target: 'web',
    entry: { shell: './webview/shell.ts' },
    output: {
      path: path.join(ROOT, 'dist/webview'),
      filename: '[name].js',
      chunkFilename: '[name].js',
      publicPath: '',
      clean: true,
    },
    module: { rules: [typescript('es2022', 'tsconfig.webview.json')] },
    plugins: [
      new CopyPages('webview', /\.css$/, {
        'designer.css': [
          'node_modules/@xyflow/react/dist/base.css',
          'webview/designer/canvas.css',
          'webview/designer/panel.css',
        ],
      }),
      new SizeBudgets([
        { what: 'page shell', entry: 'shell', limit: 150 * KB },
        { what: 'preview', chunk: 'preview', limit: 150 * KB },
        { what: 'page shell and designer', entry: 'shell', chunk: 'designer', limit: 600 * KB },
        { what: 'results', chunk: 'results', limit: 150 * KB },
        { what: 'execution', chunk: 'execution', limit: 150 * KB },
        { what: 'test of a state', chunk: 'test-state', limit: 150 * KB },
        { what: 'cost', chunk: 'cost', limit: 150 * KB },
      ]),
    ],
    optimization: {
      // A view is one file of its own name, which its page fetches together with the shell.
      splitChunks: false,
      minimizer: [new EsbuildPlugin({ target: 'es2022', legalComments: 'none' })],
    },
  };

  return [host, pages];
};
