/** `npm start`: builds what is missing and serves the explorer until Ctrl-C. */
import { build, preview } from 'vite'
import { heading, ROOT, tool } from './steps'

const FIRST_PORT = 4173

heading('kernel')
if ((await tool('tsx', ['scripts/kernel.ts'])) !== 0) process.exit(1)

heading('sample')
if ((await tool('tsx', ['sample/build.ts'])) !== 0) process.exit(1)

heading('build')
await build({ root: ROOT, logLevel: 'warn' })

// Not strict: the next free port is as good.
const server = await preview({ root: ROOT, logLevel: 'warn', preview: { port: FIRST_PORT, strictPort: false, host: 'localhost' } })
const address = server.httpServer.address()
const port = typeof address === 'object' && address !== null ? address.port : FIRST_PORT
console.log(`\nPairscope is at http://localhost:${port}/\nCtrl-C ends it.`)
