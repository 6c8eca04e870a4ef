/**
 * Tells a state machine from other JSON and YAML by a look at the text, so that opening an ordinary file loads nothing
 * of the language: both keys that every definition must have, as keys.
 */
export function looksLikeDefinition(text: string): boolean {
  return (
    /(^|[{,\s])["']?StartAt["']?\s*:/.test(text) && /(^|[{,\s])["']?States["']?\s*:/.test(text) && !isTemplate(text)
  );
}

/** SAM and CloudFormation templates hold definitions, but are none. */
function isTemplate(text: string): boolean {
  return /(^|[{,\s])["']?(AWSTemplateFormatVersion|Resources)["']?\s*:/.test(text);
}
