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
        const group = entry ? compilation.entrypoints.get(entry) : compilation.namedChunkGroups.get(chunk);
        const chunks = group?.chunks ?? [];
        if (chunks.length === 0) {
          compilation.errors.push(new webpack.WebpackError(`Size budget "${what}": there is no such bundle.`));
          continue;
        }
        const files = chunks.flatMap((each) => [...each.files]).filter((file) => file.endsWith('.js'));
        const size = files.reduce((sum, file) => sum + (compilation.getAsset(file)?.source.size() ?? 0), 0);
        const line = `${what}: ${(size / 1024).toFixed(1)} KB of ${(limit / 1024).toFixed(0)} KB`;
        if (size > limit) compilation.errors.push(new webpack.WebpackError(`Size budget exceeded: ${line}`));
        else console.log(`size  ${line}`);
      }
    });
  }
}

/** Copies the pages' style sheets beside their scripts, flat. */
export class CopyPages {
  constructor(folder, pattern) {
    this.folder = folder;
    this.pattern = pattern;
  }

  apply(compiler) {
    compiler.hooks.thisCompilation.tap('CopyPages', (compilation) => {
      compilation.hooks.processAssets.tapPromise('CopyPages', async () => {
        for await (const file of glob(`${this.folder}/**/*`, { cwd: compiler.context })) {
          if (!this.pattern.test(file)) continue;
          const source = await readFile(path.join(compiler.context, file));
          compilation.fileDependencies.add(path.join(compiler.context, file));
          compilation.emitAsset(path.basename(file), new webpack.sources.RawSource(source));
        }
      });
    });
  }
}
