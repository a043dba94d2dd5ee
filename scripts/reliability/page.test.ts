import { describe, expect, it } from 'vitest'
import { differences, fuzzedOf, partOf, trialsOf, withPart, written } from './page'
import { ANNOTATION, SECTIONS } from './trial'

const PAGE = [...Object.keys(SECTIONS), 'damaged', 'soak']
  .map((part) => `## ${part}\n\n<!-- written by the tests: ${part} -->\n<!-- end -->\n`)
  .join('\n')

const told = (section: string, tried: string, seen: string, requests?: number) => ({
  type: ANNOTATION,
  description: JSON.stringify({ section, tried, seen, ...(requests === undefined ? {} : { requests, bytes: 1234 }) }),
})
const journey = (status: string, ...annotations: readonly { readonly type: string; readonly description: string }[]) => ({
  tests: [{ status, annotations }],
})
const REPORT = {
  suites: [
    {
      suites: [{ specs: [journey('expected', told('hosts', '404: There is no such file.', '“There is no file”', 2))] }],
      specs: [
        journey('expected', told('workers', 'DuckDB’s worker is ended.', 'It is started anew | at once.'), {
          type: 'other',
          description: '?',
        }),
        journey('unexpected', told('hosts', 'a journey that failed', 'nothing')),
      ],
    },
  ],
}
const UNIT = {
  testResults: [
    {
      assertionResults: [
        { fullName: 'damaged files of tar are read or refused, 2000 of them', status: 'passed' },
        { fullName: 'damaged files of json are read or refused, 2000 of them', status: 'passed' },
        { fullName: 'damaged files of npy are read or refused, 2000 of them', status: 'failed' },
        { fullName: 'something else', status: 'passed' },
      ],
    },
  ],
}

describe('docs/reliability.md', () => {
  const trials = trialsOf(REPORT)
  const fuzzed = fuzzedOf(UNIT)
  const page = written(PAGE, trials, fuzzed)

  it('gathers what journeys that passed told, and nothing of others', () => {
    expect(trials.map(({ section, tried }) => [section, tried])).toEqual([
      ['workers', 'DuckDB’s worker is ended.'],
      ['hosts', '404: There is no such file.'],
    ])
    expect(fuzzed).toEqual([
      { parser: 'json', files: 2000 },
      { parser: 'tar', files: 2000 },
    ])
  })

  it('holds a table a section, and leaves alone what nothing was told of', () => {
    expect(partOf(page, 'hosts')).toBe(
      [
        '| What was tried | What a person saw | requests | kB |',
        '|---|---|---|---|',
        '| **404**: There is no such file. | “There is no file” | 2 | 1 |',
      ].join('\n'),
    )
    expect(partOf(page, 'workers')).toContain('| DuckDB’s worker is ended. | It is started anew \\| at once. |')
    expect(partOf(page, 'links')).toBe('')
    expect(partOf(withPart(page, 'soak', 'thirty minutes'), 'soak')).toBe('thirty minutes')
    expect(() => withPart('', 'soak', '')).toThrow()
  })

  it('is what the tests say, whatever the figures', () => {
    expect(differences(page, trials, fuzzed, true)).toEqual([])
    const others = trials.map((trial) => (trial.requests === undefined ? trial : { ...trial, requests: 7 }))
    expect(differences(page, others, fuzzed, true)).toEqual([])
  })

  it('is told apart by its words and its rows', () => {
    const reworded = trials.map((trial) => ({ ...trial, seen: 'Something else.' }))
    expect(differences(page, reworded, fuzzed, false)).toHaveLength(2)
    expect(differences(page, trials.slice(1), fuzzed, false)).toEqual([])
    expect(differences(page, trials.slice(1), fuzzed, true)).toEqual([expect.stringContaining('no test says so any more (workers)')])
    expect(differences(page, trials, [{ parser: 'tar', files: 10 }], false)).toEqual(['not on the page (damaged): tar | 10'])
  })

  it('refuses what is told to no section', () => {
    expect(() => trialsOf({ specs: [journey('expected', told('hsots', 'a', 'b'))] })).toThrow()
  })
})
