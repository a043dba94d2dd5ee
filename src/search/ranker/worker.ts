import { expose, transfer } from 'comlink'
import { fetchWithToken } from '../../dataset/hub-token'
import { ProblemError } from '../../dataset/problem'
import { Meter } from '../../shards/meter'
import { createGpuResident } from '../kernel/gpu-resident'
import { Int8Resident } from '../kernel/int8-resident'
import type { Kernel } from '../kernel/kernel'
import { loadKernel } from '../kernel/load'
import { halfToFloat } from '../vectors/half'
import { VectorStore } from '../vectors/store'
import type { VectorSet } from '../vectors/vector-set'
import { findWidth } from '../vectors/width'
import { FileSource } from './file-source'
import { RankJob } from './job'
import type { RankerOptions, RankerWorker } from './protocol'

/** How often a ranking tells how far it is. */
const PUBLISH_MS = 150

interface Opened {
  readonly source: FileSource
  readonly kernel: Kernel
  readonly store: VectorStore
}

let opened: Promise<Opened> | null = null
const jobs = new Map<number, RankJob>()
const calls = new Map<number, AbortController>()

async function openSet(set: VectorSet, { keepBytes, memoryBytes, allowSoftwareGpu, gpu, token }: RankerOptions): Promise<Opened> {
  const io = { meter: new Meter(), fetch: fetchWithToken((url, init) => fetch(url, init), token) }
  const width = set.width ?? (await findWidth(set.shards, io))
  const [kernel, roughKernel, store] = await Promise.all([loadKernel(width), loadKernel(width), VectorStore.open(keepBytes)])
  // A kernel of its own: the copies' query stays while blocks are scored with another.
  const inMemory = () => new Int8Resident(roughKernel, memoryBytes)
  const onGpu = gpu ? await createGpuResident(width, memoryBytes, { allowSoftware: allowSoftwareGpu }).catch(() => null) : null
  return { source: new FileSource(set.shards, width, io, store, onGpu ?? inMemory(), inMemory), kernel, store }
}

function throttled(run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined
      run()
    }, PUBLISH_MS)
  }
}

async function whatIsOpen(): Promise<Opened> {
  if (!opened) throw new ProblemError({ code: 'engine', where: 'ranker worker', detail: 'No dataset is open.' })
  return await opened
}

/** After the dataset is open a ranking asked for earlier is there, so that nothing said to it is lost. */
function tell(number: number, say: (job: RankJob) => void): void {
  whatIsOpen().then(
    () => {
      const job = jobs.get(number)
      if (job) say(job)
    },
    () => undefined,
  )
}

const worker: RankerWorker = {
  open(set, options) {
    opened = openSet(set, options)
    opened.catch(() => undefined)
  },
  async rank(number, query, passing, budgetBytes, listener) {
    try {
      const { source, kernel } = await whatIsOpen()
      const { length } = query.vector
      if (length !== source.width) {
        const detail = `This search is by ${length} numbers, and the embeddings here have ${source.width}: they are of different models.`
        throw new ProblemError({ code: 'vectors', where: '', detail })
      }
      const publish = () => listener(job.status())
      const job: RankJob = new RankJob(source, kernel, query, passing && ((shard) => passing(shard)), budgetBytes, throttled(publish))
      jobs.set(number, job)
      await job.run()
      publish()
      return { kind: 'answer', value: null }
    } catch (error) {
      return {
        kind: 'problem',
        problem:
          error instanceof ProblemError
            ? error.problem
            : { code: 'engine', where: 'ranker worker', detail: error instanceof Error ? error.message : String(error) },
      }
    }
  },
  best(number) {
    const ranked = jobs.get(number)?.best() ?? null
    return ranked && transfer(ranked, [ranked.keys.buffer, ranked.scores.buffer])
  },
  start: (number, limitBytes) => tell(number, (job) => job.start(limitBytes)),
  pause: (number) => tell(number, (job) => job.pause()),
  resume: (number) => tell(number, (job) => job.resume()),
  stop: (number) => tell(number, (job) => job.stop()),
  dispose(number) {
    tell(number, (job) => job.dispose())
    tell(number, () => jobs.delete(number))
  },
  async vectorOf(call, key, side) {
    const controller = new AbortController()
    calls.set(call, controller)
    try {
      const { source } = await whatIsOpen()
      const halves = await source.vectorOf(key, side, controller.signal)
      return { kind: 'answer', value: halves && Float32Array.from(halves, halfToFloat) }
    } catch (error) {
      if (controller.signal.aborted) return { kind: 'aborted' }
      return {
        kind: 'problem',
        problem:
          error instanceof ProblemError
            ? error.problem
            : { code: 'vectors', where: '', detail: error instanceof Error ? error.message : String(error) },
      }
    } finally {
      calls.delete(call)
    }
  },
  cancel: (call) => calls.get(call)?.abort(),
  async keeping() {
    const { store } = await whatIsOpen()
    return { bytes: await store.bytes(), budgetBytes: store.budgetBytes }
  },
  async forgetKept() {
    await (await whatIsOpen()).store.forget()
  },
}

expose(worker)
