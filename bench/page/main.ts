import { measureEncoder } from './encode'
import { ours } from './ours'
import { peer } from './peer'
import { measureRanking } from './rank'

window.bench = { ours, peer, encode: measureEncoder, rank: measureRanking }
