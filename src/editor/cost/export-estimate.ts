import type { ExportFormat } from '../../protocol/cost-page.ts';
import type { CostInputs } from './estimate-document.ts';

const EXTENSIONS: Readonly<Record<ExportFormat, string>> = { csv: 'csv', json: 'json', markdown: 'md', png: 'png' };

/** The file name that is offered, and its extension. */
export function suggestName(
  title: string,
  format: ExportFormat,
): { readonly name: string; readonly extension: string } {
  const extension = EXTENSIONS[format];
  const base = title
    .replace(/\.(asl\.)?(json|ya?ml)\b/, '')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return { name: `${base === '' ? 'cost' : base}.cost.${extension}`, extension };
}

/** The bytes of an estimate in a format; `image` is a PNG, base64, and the content for that one. */
export async function renderExport(
  { workload, assumptions, book, definition }: CostInputs,
  format: ExportFormat,
  image: string | undefined,
): Promise<Uint8Array> {
  if (format === 'png') {
    const bytes = Buffer.from(image ?? '', 'base64');
    if (!bytes.subarray(1, 4).equals(Buffer.from('PNG'))) throw new Error('The page sent no PNG: try again.');
    return bytes;
  }
  const [{ estimateCost }, { printCsv, printMarkdown }] = await Promise.all([
    import('../../cost/estimate.ts'),
    import('../../cost/print-tables.ts'),
  ]);
  const estimate = estimateCost(workload, assumptions, book, definition);
  const text =
    format === 'csv'
      ? printCsv(estimate)
      : format === 'markdown'
        ? printMarkdown(estimate)
        : `${JSON.stringify(estimate, null, 2)}\n`;
  return Buffer.from(text);
}
