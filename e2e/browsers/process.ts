import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { createInterface } from 'node:readline'

const START_MS = 60_000

/** A program that runs until it is stopped, with all that it starts. */
export class Running {
  private constructor(
    private readonly child: ChildProcess,
    /** What the line that it was waited for holds. */
    readonly said: string,
  ) {}

  /** Starts a program and waits until it writes a line that matches; its first group is kept. */
  static async start(command: string, args: readonly string[], ready: RegExp, env: SpawnOptions['env'] = process.env): Promise<Running> {
    const child = spawn(command, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const lines: string[] = []
    const said = await new Promise<string>((resolve, reject) => {
      const fail = (why: string): void => {
        end(child)
        reject(new Error(`${command} ${why}: ${lines.join('\n')}`))
      }
      const timer = setTimeout(() => fail(`was not ready after ${START_MS / 1000} s`), START_MS)
      child.once('error', (error) => fail(error.message))
      child.once('exit', () => fail('ended'))
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          lines.push(line)
          const found = ready.exec(line)
          if (!found) return
          clearTimeout(timer)
          child.removeAllListeners()
          resolve(found[1] ?? '')
        })
      }
    })
    return new Running(child, said)
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const ended = new Promise((resolve) => this.child.once('exit', resolve))
    end(this.child)
    await ended
  }
}

/** The whole group: browsers are many processes. */
function end({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}
