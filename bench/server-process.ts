import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Answer, Order, Traffic } from './link'

/** A shard server in another process. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly origin: string,
  ) {}

  static async start(delayMs: number, bitsPerSecond: number): Promise<ServerProcess> {
    const child = fork(join(import.meta.dirname, 'server-child.ts'), [String(delayMs), String(bitsPerSecond)], {
      execArgv: ['--import', 'tsx'],
    })
    const [hello] = (await once(child, 'message')) as [Answer]
    if (!('origin' in hello)) throw new Error('The bench server did not start.')
    return new ServerProcess(child, hello.origin)
  }

  async serve(path: string, file: string): Promise<string> {
    await this.tell({ do: 'serve', path, file })
    return this.origin + path
  }

  async reset(): Promise<void> {
    await this.tell({ do: 'reset' })
  }

  async traffic(path: string, until: number): Promise<Traffic> {
    const answer = await this.tell({ do: 'traffic', path, until })
    if (!('traffic' in answer)) throw new Error('The bench server gave no traffic.')
    return answer.traffic
  }

  stop(): void {
    this.child.disconnect()
  }

  private async tell(order: Order): Promise<Answer> {
    const answered = once(this.child, 'message')
    this.child.send(order)
    const [answer] = (await answered) as [Answer]
    return answer
  }
}
