import { Button, CopyButton, Menu } from '@mantine/core';
import { Check, ClipboardCopy, Terminal } from 'lucide-react';
import { cliOf, curlOf, sdkOf, type Sent } from './requests.js';

/** What this page asks or does, for a terminal or a program; no key is in it. */
export function CopyAs({ of }: { of: Sent }) {
  const ways: [string, string | null][] = [
    ['Copy as curl', curlOf(of, location.origin)],
    ['Copy as luthier command', cliOf(of)],
    ['Copy as Python (OpenAI SDK)', sdkOf(of, location.origin)],
  ];
  return (
    <Menu>
      <Menu.Target>
        <Button leftSection={<Terminal size={13} aria-hidden />}>Copy as</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {ways
          .filter((way): way is [string, string] => way[1] !== null)
          .map(([name, text]) => (
            <CopyButton key={name} value={text} timeout={1_500}>
              {({ copied, copy }) => (
                <Menu.Item
                  closeMenuOnClick={false}
                  onClick={copy}
                  leftSection={copied ? <Check size={14} /> : <ClipboardCopy size={14} />}
                >
                  {copied ? 'Copied' : name}
                </Menu.Item>
              )}
            </CopyButton>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
