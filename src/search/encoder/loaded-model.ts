import { ProblemError } from '../../dataset/problem'
import { createTokenizer } from '../tokenizer/create'
import { checkOnnx, readJson } from './check-file'
import type { Encoded } from './encoder'
import type { FileOptions, GetFile } from './files'
import { MissingFile } from './missing'
import type { ModelFile, Precision } from './models'
import { drawSquare, pixelValues, SIDE } from './picture'
import type { StartOptions, Progress } from './protocol'
import type { Graph, Runtime } from './runtime'
import { TextGraph, vectorIn, WrongAnswer } from './text-graph'
import { normalised } from './vector'

/** What loads files and runs graphs, replaced in tests. */
export interface ModelParts {
  readonly getFile: GetFile
  readonly loadRuntime: (backend: StartOptions['attempt']['backend']) => Promise<Runtime>
}

/** No known answer tells whether a GPU sees rightly, and a picture comes now and then: the CPU, with the smallest weights. */
const PICTURE_PRECISIONS: readonly Precision[] = ['uint8', 'fp16', 'fp32']

/** A model that runs in one way: the inside of the encoder's worker. */
export class LoadedModel {
  private picture: Promise<Graph> | null = null

  private constructor(
    private readonly options: StartOptions,
    private readonly text: TextGraph,
    private readonly runtime: Runtime,
    private readonly parts: ModelParts,
    private readonly report: (progress: Progress) => void,
  ) {}

  /** Gets the files, makes the graph and checks its answers. Rejects with ProblemError, or any Error when this way does not work. */
  static async open(options: StartOptions, parts: ModelParts, report: (progress: Progress) => void): Promise<LoadedModel> {
    const { backend } = options.attempt
    report({ step: 'fetching', bytes: 0, total: null })
    const loading = parts.loadRuntime(backend)
    // Files that are not there are told of first.
    loading.catch(() => undefined)
    const attempt = async (
      anew: boolean,
    ): Promise<{ readonly loaded: LoadedModel | null; readonly kept: boolean; readonly error: unknown }> => {
      const { graph, tokenizer, kept } = await textFiles(options, parts, anew, report)
      const runtime = await loading
      report({ step: 'starting' })
      try {
        const text = new TextGraph(await runtime(graph, backend), tokenizer, options.model)
        await text.check()
        return { loaded: new LoadedModel(options, text, runtime, parts, report), kept, error: null }
      } catch (error) {
        return { loaded: null, kept, error }
      }
    }
    let result = await attempt(false)
    // On the CPU it is not the machine that is wrong. A kept copy may have gone bad, or be of an older version.
    if (!result.loaded && backend === 'wasm' && result.kept) result = await attempt(true)
    if (result.loaded) return result.loaded
    if (backend === 'wasm' && result.error instanceof WrongAnswer)
      throw new ProblemError({
        code: 'model',
        where: options.model.base,
        detail: `This is not ${options.model.name}. ${result.error.message}`,
      })
    throw result.error
  }

  async encode(texts: readonly string[]): Promise<readonly Encoded[]> {
    const encoded: Encoded[] = []
    for (const text of texts) {
      this.report({ step: 'running' })
      encoded.push(await this.text.encode(text))
    }
    return encoded
  }

  /** Rejects with ProblemError. */
  async encodePicture(picture: Blob): Promise<Float32Array<ArrayBuffer>> {
    const data = pixelValues(await drawSquare(picture))
    try {
      const graph = await (this.picture ??= this.openPicture())
      this.report({ step: 'running' })
      const outputs = await graph.run({ pixel_values: { type: 'float32', data, dims: [1, 3, SIDE, SIDE] } })
      return normalised(vectorIn(outputs, 'image_embeds', this.options.model))
    } catch (error) {
      // The text encoder is none the worse for it.
      throw error instanceof ProblemError
        ? error
        : new ProblemError({
            code: 'encoder',
            where: this.options.model.base,
            detail: `The image encoder does not run here: ${error instanceof Error ? error.message : String(error)}`,
          })
    }
  }

  private async openPicture(): Promise<Graph> {
    try {
      const bytes = await this.pictureFile()
      this.report({ step: 'starting' })
      return await this.runtime(bytes, 'wasm')
    } catch (error) {
      this.picture = null
      throw error
    }
  }

  private async pictureFile(): Promise<Uint8Array<ArrayBuffer>> {
    const { model, location } = this.options
    let missing = new MissingFile(model.base, `${model.name} has no image encoder: it reads text alone.`)
    for (const file of PICTURE_PRECISIONS.flatMap((precision) => model.picture?.[precision] ?? [])) {
      try {
        return (
          await this.parts.getFile(model, file, location, onnx, {
            signal: NEVER,
            anew: false,
            onProgress: (bytes, total) => this.report({ step: 'fetching', bytes, total }),
          })
        ).value
      } catch (error) {
        if (!(error instanceof MissingFile)) throw error
        missing = error
      }
    }
    throw missing
  }
}

/** A worker's work ends with the worker. */
const NEVER = new AbortController().signal

function onnx(bytes: Uint8Array<ArrayBuffer>, where: string): Uint8Array<ArrayBuffer> {
  checkOnnx(bytes, where)
  return bytes
}

async function textFiles(
  { model, location, attempt }: StartOptions,
  { getFile: get }: ModelParts,
  anew: boolean,
  report: (progress: Progress) => void,
) {
  const weights = model.text[attempt.precision]
  if (!weights) throw new Error(`The model has no ${attempt.precision} weights.`)
  const words = model.tokenizer.file
  const tally = new Map([words, weights].map((file): [ModelFile, Tally] => [file, { bytes: 0, total: file.bytes }]))
  const fileOptions = (file: ModelFile): FileOptions => ({
    signal: NEVER,
    anew,
    onProgress: (bytes, total) => {
      tally.set(file, { bytes, total: total ?? file.bytes })
      report({ step: 'fetching', ...sumOf([...tally.values()]) })
    },
  })
  // One after the other: the small one tells sooner that an address is wrong.
  const tokenizer = await get(
    model,
    words,
    location,
    (content, where) => createTokenizer(model.tokenizer.kind, readJson(content, where), model.contextLength),
    fileOptions(words),
  ).catch((error: unknown) => {
    // Other weights would need it too.
    throw error instanceof MissingFile ? new ProblemError(error.problem) : error
  })
  if (tokenizer.kept) tally.delete(words)
  const graph = await get(model, weights, location, onnx, fileOptions(weights))
  return { tokenizer: tokenizer.value, graph: graph.value, kept: tokenizer.kept || graph.kept }
}

interface Tally {
  readonly bytes: number
  /** Null when unknown. */
  readonly total: number | null
}

function sumOf(files: readonly Tally[]): Tally {
  return files.reduce(
    (sum, { bytes, total }) => ({ bytes: sum.bytes + bytes, total: sum.total === null || total === null ? null : sum.total + total }),
    { bytes: 0, total: 0 },
  )
}
