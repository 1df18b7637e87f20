import { describe, expect, it } from '@jest/globals';
import { QueryClient } from '@tanstack/react-query';
import { merged, putItem } from './list.js';

const page = (ids: string[], more: boolean) => ({
  data: ids.map((id) => ({ id, state: 'old' })),
  has_more: more,
});
const ids = (pages: { data: { id: string }[] }[]) =>
  pages.map(({ data }) => data.map(({ id }) => id).join(''));

describe('a list whose newest page was read anew', () => {
  it('has what is new in front and keeps what lies behind', () => {
    const after = merged(
      [page(['f', 'e', 'd'], true), page(['c', 'b', 'a'], false)],
      page(['h', 'g', 'f'], true),
    );
    expect(ids(after)).toEqual(['hgf', 'ed', 'cba']);
  });

  it('loses what is in the range of the newest page and not in it', () => {
    const after = merged([page(['f', 'e', 'd'], true), page(['c'], false)], page(['f', 'd', 'c'], true));
    expect(ids(after)).toEqual(['fdc']);
    expect(ids(merged([page(['f', 'e'], false)], page([], false)))).toEqual(['']);
  });

  it('starts anew where more has come than a page holds', () => {
    expect(ids(merged([page(['c', 'b'], false)], page(['z', 'y'], true)))).toEqual(['zy']);
  });
});

describe('one item that is known anew', () => {
  it('stands in every list that holds it, and makes none of what is no list', () => {
    const client = new QueryClient();
    client.setQueryData(['jobs', 'all'], { pages: [page(['b', 'a'], false)], pageParams: [undefined] });
    client.setQueryData(['jobs', 'all', 'newest'], 2);
    putItem(client, ['jobs'], { id: 'a', state: 'new' });
    expect(client.getQueryData(['jobs', 'all'])).toMatchObject({
      pages: [
        {
          data: [
            { id: 'b', state: 'old' },
            { id: 'a', state: 'new' },
          ],
        },
      ],
    });
    expect(client.getQueryData(['jobs', 'all', 'newest'])).toBe(2);
  });

  it('keeps whole what the list was read with and the answer names by its id', () => {
    const client = new QueryClient();
    const row = { id: 'a', state: 'old', pipeline: { id: 'pl_1', model_version: { model: 'desk' } } };
    const rows = () => client.getQueryData<{ pages: { data: object[] }[] }>(['jobs'])!.pages[0]!.data;
    const page = { data: [row], has_more: false };
    client.setQueryData(['jobs'], { pages: [page], pageParams: [undefined] });
    putItem(client, ['jobs'], { id: 'a', state: 'new', pipeline: 'pl_1' });
    expect(rows()).toEqual([{ ...row, state: 'new' }]);
    putItem(client, ['jobs'], { id: 'a', state: 'new', pipeline: 'pl_2' });
    expect(rows()).toEqual([{ id: 'a', state: 'new', pipeline: 'pl_2' }]);
  });
});
