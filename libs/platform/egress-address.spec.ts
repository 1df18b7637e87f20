import { describe, expect, it } from '@jest/globals';
import { parseAllowRule, parseAllowRules, refusalOf } from './egress-address.js';

describe('an address', () => {
  it.each(['1.1.1.1', '8.8.8.8', '2606:4700::1111', '2a00:1450:4001::1', '::ffff:8.8.8.8'])(
    '%s is of the public internet',
    (address) => expect(refusalOf(address)).toBeNull(),
  );
  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.0.9', 'loopback'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['169.254.169.254', 'linkLocal'],
    ['100.64.0.1', 'carrierGradeNat'],
    ['100.100.100.200', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['192.0.0.192', 'metadata'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['240.0.0.1', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['198.51.100.7', 'reserved'],
    ['203.0.113.7', 'reserved'],
    ['198.18.0.1', 'reserved'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['fe80::1', 'linkLocal'],
    ['fe80::1%eth0', 'linkLocal'],
    ['fec0::1', 'deprecatedSiteLocal'],
    ['fd00:ec2::254', 'metadata'],
    ['fc00::1', 'uniqueLocal'],
    ['ff02::1', 'multicast'],
    ['2001:db8::1', 'reserved'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:a9fe:a9fe', 'linkLocal'],
    ['::ffff:0:127.0.0.1', 'rfc6145'],
    ['64:ff9b::7f00:1', 'rfc6052'],
    ['64:ff9b:1::a00:1', 'rfc6052'],
    ['2002:7f00:1::', '6to4'],
    ['2001:0:7f00:1::', 'teredo'],
    ['::127.0.0.1', 'reserved'],
    ['::8.8.8.8', 'reserved'],
    ['4000::1', 'reserved'],
    ['nonsense', 'invalid'],
    ['', 'invalid'],
  ])('%s is none (%s)', (address, range) => expect(refusalOf(address)).toMatchObject({ range }));
  it.each(['169.254.169.254', '168.63.129.16', '0.0.0.0', '224.0.0.1', 'fe80::1', '::', 'fd00:ec2::254'])(
    '%s is dialled under no rule',
    (address) => expect(refusalOf(address)).toMatchObject({ never: true }),
  );
});

describe('a rule', () => {
  it('names a host with its port, as the URL parser writes it', () => {
    expect(parseAllowRule('Hooks.Internal:8080')).toEqual({
      kind: 'host',
      host: 'hooks.internal',
      port: 8080,
    });
    expect(parseAllowRule('[::1]:80')).toEqual({ kind: 'host', host: '[::1]', port: 80 });
    expect(parseAllowRule('127.0.0.1:9')).toEqual({ kind: 'host', host: '127.0.0.1', port: 9 });
  });
  it('stands among others, between commas', () => {
    expect(parseAllowRules('')).toEqual([]);
    expect(parseAllowRules(' a:1, 10.0.0.0/8 ,')).toHaveLength(2);
    expect(() => parseAllowRules('a:1,b')).toThrow("'b' is no host");
  });
  it('names a network', () => expect(parseAllowRule('10.2.0.0/16')).toMatchObject({ kind: 'network' }));
  it.each(['hooks.internal', 'a:0', 'a:99999', 'http://a:1', 'a@b:1', '10.0.0.0/33', 'x/8', '*:80 90'])(
    '%s is none',
    (text) => expect(() => parseAllowRule(text)).toThrow(`'${text}' is no`),
  );
});
