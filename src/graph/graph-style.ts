/**
 * The style of a drawn graph, for a file of its own and for the pages. Colours are VS Code's tokens where they are,
 * with a light and a dark set where they are not. Orange is not --vscode-charts-orange, which most themes see through
 * (it is the colour of found text), and high-contrast ones lack; icons take some of the text's colour, so that bright
 * accents stand out from light tiles.
 */
export const GRAPH_STYLE = `
.fanout-graph {
  --fg-background: var(--vscode-editor-background, #ffffff);
  --fg-text: var(--vscode-editor-foreground, #1f2328);
  --fg-muted: var(--vscode-descriptionForeground, #59636e);
  --fg-card: var(--vscode-editorWidget-background, #ffffff);
  --fg-border: var(--vscode-contrastBorder, var(--vscode-editorWidget-border, #d1d9e0));
  --fg-line: var(--vscode-contrastBorder, color-mix(in srgb, var(--fg-text) 46%, var(--fg-background)));
  --fg-focus: var(--vscode-focusBorder, #0969da);
  --fg-blue: var(--vscode-charts-blue, #0969da);
  --fg-yellow: var(--vscode-charts-yellow, #9a6700);
  --fg-purple: var(--vscode-charts-purple, #8250df);
  --fg-orange: var(--vscode-symbolIcon-eventForeground, #bc4c00);
  --fg-green: var(--vscode-charts-green, #1a7f37);
  --fg-red: var(--vscode-charts-red, #cf222e);
  font-family: var(--vscode-font-family, system-ui, -apple-system, 'Segoe UI', 'Ubuntu', 'Helvetica Neue', Arial, sans-serif);
  color: var(--fg-text);
}
@media (prefers-color-scheme: dark) {
  .fanout-graph.standalone {
    --fg-background: var(--vscode-editor-background, #16191d);
    --fg-text: var(--vscode-editor-foreground, #e6edf3);
    --fg-muted: var(--vscode-descriptionForeground, #9198a1);
    --fg-card: var(--vscode-editorWidget-background, #1f242b);
    --fg-border: var(--vscode-editorWidget-border, #3d444d);
    --fg-focus: var(--vscode-focusBorder, #4493f8);
    --fg-blue: var(--vscode-charts-blue, #4493f8);
    --fg-yellow: var(--vscode-charts-yellow, #d29922);
    --fg-purple: var(--vscode-charts-purple, #ab7df8);
    --fg-orange: var(--vscode-symbolIcon-eventForeground, #f0883e);
    --fg-green: var(--vscode-charts-green, #3fb950);
    --fg-red: var(--vscode-charts-red, #f85149);
  }
}
.fanout-graph .background { fill: var(--fg-background); }
.fanout-graph .node { --fg-accent: var(--fg-muted); outline: none; }
.fanout-graph .type-Task { --fg-accent: var(--fg-blue); }
.fanout-graph .type-Choice { --fg-accent: var(--fg-yellow); }
.fanout-graph .type-Map { --fg-accent: var(--fg-purple); }
.fanout-graph .type-Parallel { --fg-accent: var(--fg-orange); }
.fanout-graph .type-Succeed { --fg-accent: var(--fg-green); }
.fanout-graph .type-Fail, .fanout-graph .type-Missing, .fanout-graph .type-Unknown { --fg-accent: var(--fg-red); }
.fanout-graph .type-Function, .fanout-graph .type-Source { --fg-accent: var(--fg-orange); }
.fanout-graph .type-Bucket { --fg-accent: var(--fg-green); }
.fanout-graph .type-Table, .fanout-graph .type-TableStream, .fanout-graph .type-Stream { --fg-accent: var(--fg-blue); }
.fanout-graph .type-Queue, .fanout-graph .type-Topic, .fanout-graph .type-StateMachine { --fg-accent: var(--fg-purple); }
.fanout-graph .type-DeadLetterQueue { --fg-accent: var(--fg-red); }
.fanout-graph .type-Schedule, .fanout-graph .type-Rule, .fanout-graph .type-Pipe, .fanout-graph .type-EventBus, .fanout-graph .type-Api { --fg-accent: var(--fg-yellow); }
.fanout-graph .box { fill: var(--fg-card); stroke: var(--fg-border); stroke-width: 1.2; }
.fanout-graph .sheet { fill: var(--fg-card); stroke: color-mix(in srgb, var(--fg-accent) 45%, var(--fg-border)); stroke-width: 1.2; }
.fanout-graph .region { fill: color-mix(in srgb, var(--fg-accent) 5%, var(--fg-background)); stroke: color-mix(in srgb, var(--fg-accent) 50%, var(--fg-border)); stroke-width: 1.4; }
.fanout-graph .scope { fill: var(--fg-background); stroke: var(--fg-border); stroke-dasharray: 4 3; }
.fanout-graph .tile { fill: color-mix(in srgb, var(--fg-accent) 15%, var(--fg-card)); }
.fanout-graph .icon { fill: none; stroke: color-mix(in srgb, var(--fg-accent) 70%, var(--fg-text)); stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.fanout-graph .name { fill: var(--fg-text); font-size: 13px; font-weight: 600; }
.fanout-graph .detail { fill: var(--fg-muted); font-size: 11px; }
.fanout-graph .terminal { fill: var(--fg-text); stroke: none; }
.fanout-graph .type-End .terminal { fill: var(--fg-background); stroke: var(--fg-text); stroke-width: 2.4; }
.fanout-graph .terminal-name { fill: var(--fg-background); font-size: 12px; font-weight: 600; text-anchor: middle; }
.fanout-graph .type-End .terminal-name { fill: var(--fg-text); }
.fanout-graph .type-Missing .box { stroke: var(--fg-red); stroke-dasharray: 5 4; }
.fanout-graph .unreachable { opacity: 0.62; }
.fanout-graph .unreachable .box { stroke-dasharray: 5 4; }
.fanout-graph .line { fill: none; stroke: var(--fg-line); stroke-width: 1.5; }
.fanout-graph .arrow { fill: var(--fg-line); stroke: none; }
.fanout-graph .kind-catch .line, .fanout-graph .kind-failure .line { stroke: var(--fg-red); stroke-dasharray: 5 4; }
.fanout-graph .kind-catch .arrow, .fanout-graph .kind-failure .arrow { fill: var(--fg-red); }
.fanout-graph .quiet .line, .fanout-graph .kind-use .line { stroke-width: 1.3; stroke-dasharray: 1 3.6; stroke-linecap: round; }
.fanout-graph .label-box { fill: var(--fg-background); stroke: var(--fg-border); stroke-width: 1; }
.fanout-graph .label { fill: var(--fg-text); font-size: 11px; text-anchor: middle; }
.fanout-graph .kind-default .label { fill: var(--fg-muted); font-style: italic; }
.fanout-graph .kind-catch .label, .fanout-graph .kind-failure .label { fill: var(--fg-red); }
.fanout-graph .kind-catch .label-box, .fanout-graph .kind-failure .label-box { stroke: color-mix(in srgb, var(--fg-red) 50%, var(--fg-border)); }
.fanout-graph .ring { fill: none; stroke: none; }
.fanout-graph .node.selected .ring { stroke: var(--fg-focus); stroke-width: 2; }
.fanout-graph .node:focus-visible .ring { stroke: var(--fg-focus); stroke-width: 2.5; stroke-dasharray: none; }
.fanout-graph .badge-box { fill: var(--fg-card); stroke: var(--fg-status); stroke-width: 1.4; }
.fanout-graph .badge { fill: var(--fg-text); font-size: 11px; font-weight: 600; text-anchor: middle; }
.fanout-graph .run-running { --fg-status: var(--fg-blue); }
.fanout-graph .run-succeeded { --fg-status: var(--fg-green); }
.fanout-graph .run-failed { --fg-status: var(--fg-red); }
.fanout-graph .run-idle { --fg-status: var(--fg-border); opacity: 0.7; }
.fanout-graph .run-running > .box, .fanout-graph .run-succeeded > .box, .fanout-graph .run-failed > .box,
.fanout-graph .run-running > .region, .fanout-graph .run-succeeded > .region, .fanout-graph .run-failed > .region { stroke: var(--fg-status); stroke-width: 2; }
.fanout-graph .run-running > .box, .fanout-graph .run-running > .region { stroke-dasharray: 6 4; }
.fanout-graph .bar { fill: color-mix(in srgb, var(--fg-text) 14%, var(--fg-card)); }
.fanout-graph .bar-done { fill: var(--fg-green); }
.fanout-graph .bar-failed { fill: var(--fg-red); }
`;
