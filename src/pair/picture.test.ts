import { describe, expect, it } from 'vitest'
import { sniffPicture } from './picture'

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

describe('picture bytes', () => {
  it.each([
    ['\x89PNG\r\n\x1a\n....', 'image/png'],
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['GIF89a', 'image/gif'],
    ['RIFF....WEBPVP8 ', 'image/webp'],
    ['\0\0\0\x20ftypavif', 'image/avif'],
    ['<svg xmlns="http://www.w3.org/2000/svg">', 'image/svg+xml'],
    ['<?xml version="1.0"?>\n<!-- made by hand -->\n<svg>', 'image/svg+xml'],
    ['<html><body><svg>', ''],
    ['<!doctype html>', ''],
    ['', ''],
    ['PK\x03\x04', ''],
  ])('sniffs %j as %j', (head, type) => {
    expect(sniffPicture(bytes(head))).toBe(type)
  })
})
