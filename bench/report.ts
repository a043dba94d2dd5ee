import type { Row, Section } from './result'

export interface Surroundings {
  readonly machine: string
  readonly browser: string
  readonly node: string
  readonly peer: string
}

function verdict({ met }: Row): string {
  return met === null ? '' : met ? 'met' : '**missed**'
}

function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => `| ${row.what} | ${row.ours} | ${row.peer} | ${row.target} | ${verdict(row)} |`)
  return ['| | Pairscope | duckdb-wasm | target | |', '|---|---|---|---|---|', ...lines].join('\n')
}

/** docs/performance.md. */
export function report(sections: readonly Section[], { machine, browser, node, peer }: Surroundings): string {
  const rows = sections.flatMap((section) => section.rows)
  const missed = rows.filter((row) => row.met === false).length
  const promised = rows.filter((row) => row.met !== null).length
  return [
    '# Performance, measured',
    '',
    `\`npm run bench\` wrote this file. ${promised - missed} of ${promised} targets met.`,
    '',
    `- Machine: ${machine}`,
    `- Browser: ${browser}`,
    `- Node: ${node}`,
    `- Peer: ${peer}`,
    '',
    'The machine is shared: trust ratios, bytes and requests more than milliseconds.',
    ...sections.flatMap((section) => ['', `## ${section.title}`, '', `${section.note} Measured ${section.date}.`, '', table(section.rows)]),
    '',
  ].join('\n')
}
