import { describe, expect, it } from 'vitest'
import { encodeModel } from '../../../sample/onnx'
import { ProblemError } from '../../dataset/problem'
import { OPEN_NET } from '../../dataset/reach'
import type { Backend } from './encoder'
import { getFile, type FileStores } from './files'
import { MissingFile } from './missing'
import { TEST_MODEL } from './model.testing'
import type { StartOptions, Progress } from './protocol'
import type { Runtime } from './runtime'
import { LoadedModel, type ModelParts } from './loaded-model'

const ONNX = encodeModel({ name: 'm', inputs: [], outputs: [], nodes: [], initialisers: [] })
const TOKENIZER = new TextEncoder().encode('{"vocabulary": ["dog", "cat"]}')

/** A host with the model's files, of which some are kept already; a runtime whose first graphs give `answers`. */
function parts(answers: readonly (readonly number[] | Error)[], kept: boolean) {
  const asked: string[] = []
  const made: Backend[] = []
  const runtime: Runtime = (_bytes, backend) => {
    const values = answers[Math.min(made.push(backend), answers.length) - 1] ?? []
    if (values instanceof Error) return Promise.reject(values)
    return Promise.resolve({
      inputs: [{ name: 'input_ids', type: 'int64' }],
      run: () => Promise.resolve({ text_embeds: { data: Float32Array.from(values), dims: [1, 3] } }),
    })
  }
  const found: ModelParts = {
    loadRuntime: () => Promise.resolve(runtime),
    getFile: (model, file, location, read, options) => {
      asked.push(`${file.path}${options.anew ? ' anew' : ''}`)
      const content = file.path.endsWith('.json') ? TOKENIZER : ONNX
      return getFile(model, file, location, read, options, {
        fetch: () => Promise.resolve(new Response(content)),
        kept: { get: () => Promise.resolve(kept ? content : null), put: () => Promise.resolve() },
      })
    },
  }
  return { found, asked, made }
}

const ONE_HOST: FileStores = {
  fetch: () => Promise.resolve(new Response(TOKENIZER)),
  kept: { get: () => Promise.resolve(null), put: () => Promise.resolve() },
}

function optionsFor(backend: Backend): StartOptions {
  return { model: TEST_MODEL, location: { kind: 'default' }, attempt: { backend, precision: 'uint8' }, reach: OPEN_NET }
}

async function open(backend: Backend, answers: readonly (readonly number[] | Error)[], kept = false) {
  const { found, asked, made } = parts(answers, kept)
  const heard: Progress[] = []
  const result = await LoadedModel.open(optionsFor(backend), found, (progress) => heard.push(progress)).catch(
    (error: unknown) => error as Error,
  )
  return { result, asked, made, heard }
}

describe('starting a model', () => {
  it('gets the tokenizer and the weights of its precision, and checks the known answers', async () => {
    const { result, asked, heard } = await open('wasm', [[1, 0, 0]])
    expect(asked).toEqual(['tokenizer.json', 'onnx/text_model_quantized.onnx'])
    expect(heard.map(({ step }) => step).filter((step, i, all) => step !== all[i - 1])).toEqual(['fetching', 'starting'])
    if (!(result instanceof LoadedModel)) throw result
    const [encoded] = await result.encode(['cat'])
    expect(encoded).toMatchObject({ tokens: 1, cut: false })
  })

  it('without its tokenizer fails for all precisions, without its weights for one', async () => {
    const missing = (name: string) =>
      LoadedModel.open(
        optionsFor('wasm'),
        {
          ...parts([[1, 0, 0]], false).found,
          getFile: (model, file, location, read, options) =>
            file.path.endsWith(name)
              ? Promise.reject(new MissingFile(file.path, 'Not there.'))
              : getFile(model, file, location, read, options, ONE_HOST),
        },
        () => undefined,
      )
    await expect(missing('.json')).rejects.not.toBeInstanceOf(MissingFile)
    await expect(missing('.json')).rejects.toBeInstanceOf(ProblemError)
    await expect(missing('.onnx')).rejects.toBeInstanceOf(MissingFile)
  })

  it('on a GPU that answers wrongly fails in a way that lets the next be tried', async () => {
    const { result, made } = await open('webgpu', [[0, 1, 0]], true)
    expect(result).toBeInstanceOf(Error)
    expect(result).not.toBeInstanceOf(ProblemError)
    expect(made).toEqual(['webgpu'])
  })

  it('on the CPU fetches kept files anew before it gives up', async () => {
    const { result, asked } = await open(
      'wasm',
      [
        [0, 1, 0],
        [1, 0, 0],
      ],
      true,
    )
    expect(result).toBeInstanceOf(LoadedModel)
    expect(asked.slice(2)).toEqual(['tokenizer.json anew', 'onnx/text_model_quantized.onnx anew'])
    expect((await open('wasm', [new Error('bad'), [1, 0, 0]], true)).result).toBeInstanceOf(LoadedModel)
  })

  it('on the CPU says that a model with other answers is another model', async () => {
    const { result, made } = await open('wasm', [[0, 1, 0]])
    expect(result).toBeInstanceOf(ProblemError)
    expect((result as ProblemError).problem).toMatchObject({
      code: 'model',
      detail: 'This is not the test model. For “dog” it gave another vector than it should (cosine 0.000).',
    })
    expect(made).toEqual(['wasm'])
  })
})
