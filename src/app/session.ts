import type { Dataset } from '../dataset/dataset'
import type { HubToken } from '../dataset/hub-token'
import { ProblemError, type Problem } from '../dataset/problem'
import type { DatasetStatus, Engine } from '../engine/engine'
import { Store } from '../flow/store'

export type SessionState =
  | { readonly phase: 'loading' }
  | { readonly phase: 'failed'; readonly problem: Problem }
  | { readonly phase: 'open'; readonly engine: Engine; readonly dataset: Dataset; readonly status: DatasetStatus | null }

export function toProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  return { code: 'engine', where: '', detail: error instanceof Error ? error.message : String(error) }
}

/** One dataset being looked at: its engine, from start to close. */
export class Session {
  readonly state = new Store<SessionState>({ phase: 'loading' })

  constructor(
    private readonly load: (signal: AbortSignal) => Promise<Dataset>,
    private readonly createEngine: () => Engine,
    private readonly budgetBytes: number | null,
    private readonly token: () => HubToken | null,
  ) {}

  /** Opens; the function it returns closes. */
  readonly start = (): (() => void) => {
    const controller = new AbortController()
    this.state.set({ phase: 'loading' })
    void this.run(controller.signal)
    return () => controller.abort()
  }

  private async run(signal: AbortSignal): Promise<void> {
    const fail = (error: unknown): void => {
      if (!signal.aborted) this.state.set({ phase: 'failed', problem: toProblem(error) })
    }
    try {
      // The engine boots while the manifest is on its way.
      const engine = this.createEngine()
      signal.addEventListener('abort', () => engine.close())
      const dataset = await this.load(signal)
      if (signal.aborted) return
      if (this.budgetBytes !== null) engine.setBudget(this.budgetBytes)
      const opening = engine.open(dataset, this.token())
      this.state.set({ phase: 'open', engine, dataset, status: null })
      const unsubscribe = engine.subscribe((status) => {
        if (!signal.aborted) this.state.set({ phase: 'open', engine, dataset, status })
      })
      signal.addEventListener('abort', unsubscribe)
      await opening
    } catch (error) {
      fail(error)
    }
  }
}
