import * as ort from 'onnxruntime-web/wasm'
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'

/** onnxruntime for the CPU alone: half the bytes of the one that knows GPUs too. */
export { ort, wasm }
