import { showLife } from '../../flow/life'

showLife()
