import { measureEncoder } from './encode'
import { ours } from './ours'
import { peer } from './peer'

window.bench = { ours, peer, encode: measureEncoder }
