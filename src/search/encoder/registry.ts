import type { TextModel } from './models'

/** The checkpoint of LAION-400M's embeddings. */
const CLIP_VIT_B32: TextModel = {
  id: 'openai/clip-vit-base-patch32',
  name: 'OpenAI CLIP ViT-B/32',
  width: 512,
  contextLength: 77,
  base: 'https://huggingface.co/Xenova/clip-vit-base-patch32/resolve/main/',
  tokenizer: { kind: 'clip', file: { path: 'tokenizer.json', bytes: null } },
  text: {
    fp32: { path: 'onnx/text_model.onnx', bytes: null },
    fp16: { path: 'onnx/text_model_fp16.onnx', bytes: null },
    uint8: { path: 'onnx/text_model_quantized.onnx', bytes: null },
  },
  picture: {
    fp32: { path: 'onnx/vision_model.onnx', bytes: null },
    fp16: { path: 'onnx/vision_model_fp16.onnx', bytes: null },
    uint8: { path: 'onnx/vision_model_quantized.onnx', bytes: null },
  },
  known: [
    // The first numbers as fastembed's test suite publishes them for "Qdrant/clip-ViT-B-32-text", the same checkpoint
    // (tests/test_text_onnx_embeddings.py, within 0.001). 8-bit weights move single numbers, hence the wide margin.
    { text: 'hello world', vector: [0.0083, 0.0103, -0.0138, 0.0199, -0.0069], minCosine: 0.9 },
  ],
  caveat: '',
}

/** The models that Pairscope knows by itself. */
export const MODELS: readonly TextModel[] = [CLIP_VIT_B32]

/** Other names of the same checkpoints, as {@link plainName} leaves them. */
const ALIASES: Readonly<Record<string, TextModel>> = {
  vitb32: CLIP_VIT_B32,
  openaivitb32: CLIP_VIT_B32,
  vitb32openai: CLIP_VIT_B32,
  clipvitb32: CLIP_VIT_B32,
  openaiclipvitb32: CLIP_VIT_B32,
  vitb32quickgelu: CLIP_VIT_B32,
  clipvitbasepatch32: CLIP_VIT_B32,
  openaiclipvitbasepatch32: CLIP_VIT_B32,
  xenovaclipvitbasepatch32: CLIP_VIT_B32,
  qdrantclipvitb32text: CLIP_VIT_B32,
}

/** `openai/ViT-B-32` and `ViT-B/32` differ in their marks only. */
function plainName(checkpoint: string): string {
  return checkpoint.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** The model of a checkpoint by any of its usual names; null for one that is not known. */
export function modelFor(checkpoint: string): TextModel | null {
  const name = plainName(checkpoint)
  return Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? null) : null
}
