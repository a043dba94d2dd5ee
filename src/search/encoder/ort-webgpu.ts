import * as ort from 'onnxruntime-web/webgpu'
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url'

/** onnxruntime for GPU and CPU. */
export { ort, wasm }
