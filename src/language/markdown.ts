/** Text of a file within Markdown: shown as code, whatever it holds. */
export function code(text: string): string {
  const shown = text.replaceAll(/\s+/g, ' ').slice(0, 200);
  const fence = '`'.repeat(Math.max(0, ...Array.from(shown.matchAll(/`+/g), ([run]) => run.length)) + 1);
  const space = /^`|`$/.test(shown) ? ' ' : '';
  return `${fence}${space}${shown}${space}${fence}`;
}

/** Words of a file within Markdown, with what would be a mark taken as it stands. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()<>#+\-.!|~&]/g, '\\$&').replaceAll(/\s+/g, ' ');
}

/** Paragraphs; empty ones are left out. */
export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

export function link(title: string, page: string): string {
  return `[${title}](${page})`;
}
