import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { linkOf } from './links.js';

const components: Components = {
  // a page has one h1 and names its parts by h2: what is read in a part stands below both
  h1: 'h3',
  h2: 'h4',
  h3: 'h5',
  h4: 'h6',
  h5: 'h6',
  a: ({ href, children }) => {
    const to = linkOf(href);
    return to === null ? (
      <span>{children}</span>
    ) : (
      <a href={to} rel="noopener noreferrer nofollow" target="_blank">
        {children}
      </a>
    );
  },
  // an image tells its host who reads; its words stay
  img: ({ alt }) => <em>{alt ? `[image: ${alt}]` : '[image]'}</em>,
};

/** Text of others (model cards, notes): Markdown without HTML, images or any link but http, https and mailto. */
export function Prose({ text }: { text: string }) {
  return (
    <div className="prose">
      <Markdown
        remarkPlugins={[remarkGfm]}
        components={components}
        skipHtml
        urlTransform={(url) => linkOf(url) ?? ''}
      >
        {text}
      </Markdown>
    </div>
  );
}
