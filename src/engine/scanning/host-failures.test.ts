import { describe, expect, it } from 'vitest'
import type { ShardRef } from '../../dataset/shard-ref'
import { HostFailures, hostOfShard, MOST_IN_A_ROW } from './host-failures'

const remote = (host: string, name: string): ShardRef => ({ kind: 'remote', name, url: `https://${host}/${name}` })
const own: ShardRef = { kind: 'local', name: 'mine', file: new File([], 'mine') }
const onA = Array.from({ length: 30 }, (_, i) => remote('a.test', `${i}`))
/** Thirty on one host, two on another, and a file of the person's own. */
const shards = [...onA, remote('b.test:8080', 'x'), remote('b.test:8080', 'y'), own]
const [B, OWN] = [30, 32]

function failing(times: number): HostFailures {
  const failures = new HostFailures(shards)
  for (let shard = 0; shard < times; shard++) failures.failed(shard, new Error(`failure ${shard}`))
  return failures
}

describe('failures of a host', () => {
  it('are of the host with its port; files of the person have none, nor has what is no address', () => {
    expect(shards.map(hostOfShard).slice(29)).toEqual(['a.test', 'b.test:8080', 'b.test:8080', null])
    expect(hostOfShard(undefined)).toBeNull()
    expect(hostOfShard({ kind: 'remote', name: 'z', url: 'http://' })).toBeNull()
  })

  it('stop it after so many in a row, and no other host', () => {
    const failures = failing(MOST_IN_A_ROW - 1)
    expect([failures.inARow(0), failures.isStopped(29)]).toEqual([MOST_IN_A_ROW - 1, false])
    expect(() => failures.throwIfStopped(29)).not.toThrow()
    failures.failed(MOST_IN_A_ROW, new Error('the last'))
    expect([failures.isStopped(29), failures.isStopped(B), failures.isStopped(OWN)]).toEqual([true, false, false])
    expect(() => failures.throwIfStopped(29)).toThrow('the last')
    expect(() => failures.throwIfStopped(B)).not.toThrow()
  })

  it('begin anew once rows of it came', () => {
    const failures = failing(MOST_IN_A_ROW - 1)
    failures.read(25)
    failures.failed(26, new Error('one'))
    expect([failures.inARow(0), failures.isStopped(0)]).toEqual([1, false])
    failures.read(B)
    expect(failures.inARow(0)).toBe(1)
  })

  it('are forgiven, and then it may fail as often again', () => {
    const failures = failing(MOST_IN_A_ROW)
    failures.forgive()
    expect(failures.isStopped(0)).toBe(false)
    failures.failed(0, new Error('one'))
    expect(failures.inARow(0)).toBe(1)
  })

  it('are not counted of the files of the person', () => {
    const failures = new HostFailures(shards)
    for (let times = 0; times < 2 * MOST_IN_A_ROW; times++) failures.failed(OWN, new Error('no'))
    expect([failures.inARow(OWN), failures.isStopped(OWN)]).toEqual([0, false])
  })

  it('are told by host, in the order of the shards', () => {
    expect([...failing(0).byHost([31, 2, 32, 30, 1])]).toEqual([
      ['b.test:8080', [31, 30]],
      ['a.test', [2, 1]],
    ])
  })
})
