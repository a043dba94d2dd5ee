import { ProblemError } from '../../dataset/problem'
import { fetchFor } from '../../dataset/reach'
import type { Passing, RankQuery } from '../../engine/ranking'
import { Calls, giveAway } from '../../flow/calls'
import { showLife } from '../../flow/life'
import { Meter } from '../../shards/meter'
import { createGpuResident } from '../kernel/gpu-resident'
import { Int8Resident } from '../kernel/int8-resident'
import type { Kernel } from '../kernel/kernel'
import { loadKernel } from '../kernel/load'
import { halfToFloat } from '../vectors/half'
import { setId } from '../vectors/kept-label'
import { onForget } from '../vectors/kept-vectors'
import { VectorStore } from '../vectors/store'
import type { VectorSet } from '../vectors/vector-set'
import { findWidth } from '../vectors/width'
import { FileSource } from './file-source'
import { RankJob } from './job'
import { RANKER_ERRORS, type RankerOptions, type RankerPage, type RankerWorker } from './protocol'

/** How often a ranking tells how far it is. */
const PUBLISH_MS = 150

interface Opened {
  readonly source: FileSource
  readonly kernel: Kernel
  readonly store: VectorStore
}

const jobs = new Map<number, RankJob>()
let opened: () => Promise<Opened> = () =>
  Promise.reject(new ProblemError({ code: 'engine', where: 'ranker worker', detail: 'No dataset is open.' }))

async function openSet(
  set: VectorSet,
  { keepBytes, memoryBytes, allowSoftwareGpu, gpu, token, reach, keptName }: RankerOptions,
): Promise<Opened> {
  const io = { meter: new Meter(), fetch: fetchFor(token, reach) }
  const width = set.width ?? (await findWidth(set.shards, io))
  const [kernel, roughKernel, store] = await Promise.all([
    loadKernel(width),
    loadKernel(width),
    VectorStore.open(keepBytes, async () => ({ dataset: await setId(set), name: keptName })),
  ])
  onForget((files) => store.release(files))
  // A kernel of its own: the copies' query stays while blocks are scored with another.
  const inMemory = () => new Int8Resident(roughKernel, memoryBytes)
  const onGpu = gpu ? await createGpuResident(width, memoryBytes, { allowSoftware: allowSoftwareGpu }).catch(() => null) : null
  return { source: new FileSource(set.shards, width, io, store, onGpu ?? inMemory(), inMemory), kernel, store }
}

/** Runs a job once, however many ask; one that failed is run again by whoever asks next. */
function once<T>(job: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null
  return () => {
    if (!running) {
      running = job()
      running.catch(() => (running = null))
    }
    return running
  }
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

function checkWidth({ vector }: RankQuery, width: number): void {
  if (vector.length === width) return
  const detail =
    `This search is by vectors of ${vector.length} numbers, and the embeddings here have ${width}: they are of ` + 'different models.'
  throw new ProblemError({ code: 'vectors', where: '', detail })
}

/** Once the dataset is open a ranking asked for earlier is there, so that nothing said to it is lost. */
async function withJob(number: number, say: (job: RankJob) => void): Promise<void> {
  await opened().catch(() => undefined)
  const job = jobs.get(number)
  if (job) say(job)
}

showLife()
const page = new Calls<RankerPage, RankerWorker>(
  self,
  {
    open(set, options) {
      opened = once(() => openSet(set, options))
    },
    async rank(number, query, filtered, budgetBytes) {
      const { source, kernel } = await opened()
      checkWidth(query, source.width)
      const passing: Passing = filtered ? (shard, signal) => page.ask('passing', [number, shard], signal) : null
      const publish = () => page.tell('status', number, job.status())
      const job = new RankJob(source, kernel, query, passing, budgetBytes, throttled(publish))
      jobs.set(number, job)
      await job.run()
      publish()
    },
    best: (number) => giveAway(jobs.get(number)?.best() ?? null),
    order: (number, order) => withJob(number, (job) => job.tell(order)),
    dispose: (number) =>
      withJob(number, (job) => {
        job.dispose()
        jobs.delete(number)
      }),
    async vectorOf(key, side, { signal }) {
      const { source } = await opened()
      const halves = await source.vectorOf(key, side, signal)
      return giveAway(halves && Float32Array.from(halves, halfToFloat))
    },
    async keeping() {
      const { store } = await opened()
      return { bytes: await store.bytes(), budgetBytes: store.budgetBytes }
    },
    async forgetKept() {
      await (await opened()).store.forget()
    },
  },
  RANKER_ERRORS,
)
