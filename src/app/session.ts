import type { Dataset } from '../dataset/dataset'
import type { Problem } from '../dataset/problem'
import { problemOf } from '../dataset/problem-values'
import type { Engine, EngineStatus } from '../engine/engine'
import type { BootedEngine, Health } from '../engine/scanning/client'
import type { ScanStatus } from '../engine/scanning/scanning'
import { Store } from '../flow/store'

export type SessionState =
  | { readonly phase: 'loading' }
  | { readonly phase: 'failed'; readonly problem: Problem }
  | {
      readonly phase: 'open'
      readonly engine: Engine
      readonly dataset: Dataset
      readonly status: EngineStatus | null
      readonly scan: ScanStatus | null
    }

/** One dataset being looked at: its engine, from start to close. */
export class Session {
  readonly state = new Store<SessionState>({ phase: 'loading' })
  /** Of what reads the dataset. */
  readonly health = new Store<Health>({ kind: 'well' })

  constructor(
    private readonly load: (signal: AbortSignal) => Promise<Dataset>,
    private readonly boot: () => BootedEngine,
    private readonly open: (booted: BootedEngine, dataset: Dataset) => Engine,
  ) {}

  /** Opens; the function it returns closes. */
  readonly start = (): (() => void) => {
    const controller = new AbortController()
    this.state.set({ phase: 'loading' })
    this.health.set({ kind: 'well' })
    void this.run(controller.signal)
    return () => controller.abort()
  }

  private async run(signal: AbortSignal): Promise<void> {
    const fail = (error: unknown): void => {
      if (!signal.aborted) this.state.set({ phase: 'failed', problem: problemOf(error, 'engine', '') })
    }
    try {
      // The engine boots while the manifest is on its way.
      const booted = this.boot()
      signal.addEventListener('abort', () => booted.close())
      booted.health.subscribe(() => {
        if (!signal.aborted) this.health.set(booted.health.get())
      })
      const dataset = await this.load(signal)
      if (signal.aborted) return
      const engine = this.open(booted, dataset)
      signal.addEventListener('abort', () => engine.close())
      const known: { status: EngineStatus | null; scan: ScanStatus | null } = { status: null, scan: null }
      const tell = (news: Partial<typeof known>) => {
        Object.assign(known, news)
        if (!signal.aborted) this.state.set({ phase: 'open', engine, dataset, ...known })
      }
      tell({})
      // How far the scan is goes first: what is shown of the rows is shown beside it.
      const leave = [engine.scanning?.subscribe((scan) => tell({ scan })), engine.subscribe((status) => tell({ status }))]
      signal.addEventListener('abort', () => leave.forEach((unsubscribe) => unsubscribe?.()))
    } catch (error) {
      fail(error)
    }
  }
}
