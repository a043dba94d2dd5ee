import { expect, it } from 'vitest'
import { report } from './report'

it('says which targets were missed', () => {
  const rows = [
    { what: 'ms', ours: '3', peer: '9', target: '≤ 4', met: true },
    { what: 'bytes', ours: '8 MB', peer: '', target: '≤ 7 MB', met: false },
    { what: 'requests', ours: '4', peer: '8', target: '', met: null },
  ]
  const text = report([{ title: 'First page', note: 'A note.', date: '2026-01-02', rows }], {
    machine: 'm',
    browser: 'b',
    node: 'n',
    peer: 'p',
  })
  expect(text).toContain('1 of 2 targets met.')
  expect(text).toContain('| bytes | 8 MB |  | ≤ 7 MB | **missed** |')
  expect(text).toContain('A note. Measured 2026-01-02.')
})
