import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import webpack from 'webpack';

/** Fails the build when a bundle outgrows its budget (docs/architecture.md, "Packaging"). Sizes in bytes, minified. */
export class SizeBudgets {
  constructor(budgets) {
    this.budgets = budgets;
  }

  apply(compiler) {
    compiler.hooks.afterEmit.tap('SizeBudgets', (compilation) => {
      if (compilation.options.mode !== 'production') return;
      for (const { what, entry, chunk, limit } of this.budgets) {
        // Everything that loading it loads, shared chunks included.
        const groups = [
          ...(entry ? [compilation.entrypoints.get(entry)] : []),
          ...(chunk ? [compilation.namedChunkGroups.get(chunk)] : []),
        ];
        const chunks = new Set(groups.flatMap((group) => group?.chunks ?? []));
        if (groups.includes(undefined) || chunks.size === 0) {
          compilation.errors.push(new webpack.WebpackError(`Size budget "${what}": there is no such bundle.`));
          continue;
        }
        const files = [...chunks].flatMap((each) => [...each.files]).filter((file) => file.endsWith('.js'));
        const size = files.reduce((sum, file) => sum + (compilation.getAsset(file)?.source.size() ?? 0), 0);
        const line = `${what}: ${(size / 1024).toFixed(1)} KB of ${(limit / 1024).toFixed(0)} KB`;
        if (size > limit) compilation.errors.push(new webpack.WebpackError(`Size budget exceeded: ${line}`));
        else console.log(`size  ${line}`);
      }
    });
  }
}

/**
 * Copies the pages' style sheets beside their scripts, flat. `joined`: by a sheet's name, others that go before it in the
 * same file, so that a page needs one.
 */
export class CopyPages {
  constructor(folder, pattern, joined = {}) {
    this.folder = folder;
    this.pattern = pattern;
    this.joined = joined;
  }

  apply(compiler) {
    compiler.hooks.thisCompilation.tap('CopyPages', (compilation) => {
      compilation.hooks.processAssets.tapPromise('CopyPages', async () => {
        const parts = new Set(Object.values(this.joined).flat());
        for await (const file of glob(`${this.folder}/**/*`, { cwd: compiler.context })) {
          if (!this.pattern.test(file) || parts.has(file)) continue;
          const name = path.basename(file);
          const paths = [...(this.joined[name] ?? []), file];
          const sources = await Promise.all(paths.map((each) => readFile(path.join(compiler.context, each))));
          for (const each of paths) compilation.fileDependencies.add(path.join(compiler.context, each));
          compilation.emitAsset(name, new webpack.sources.RawSource(Buffer.concat(sources)));
        }
      });
    });
  }
}
