import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { CopyAs } from '../../pieces/copy-as.js';
import { Page } from '../../pieces/page.js';
import { Empty } from '../../pieces/states.js';
import { AppearanceSection } from './appearance-section.js';
import { IntegrationsSection } from './integrations-section.js';
import { KeysSection } from './keys-section.js';
import { MembersSection } from './members-section.js';
import { PoliciesSection } from './policies-section.js';
import { ProjectSection } from './project-section.js';
import { QuotasSection } from './quotas-section.js';
import { RetentionSection } from './retention-section.js';
import { type SectionName, SECTIONS } from './sections.js';
import { TargetsSection } from './targets-section.js';
import { WebhooksSection } from './webhooks-section.js';
import './settings.css';

const SHOWN: Record<SectionName, ReactNode> = {
  members: <MembersSection />,
  keys: <KeysSection />,
  project: <ProjectSection />,
  policies: <PoliciesSection />,
  targets: <TargetsSection />,
  quotas: <QuotasSection />,
  webhooks: <WebhooksSection />,
  retention: <RetentionSection />,
  integrations: <IntegrationsSection />,
  appearance: <AppearanceSection />,
};

/** The settings of a project: a menu of sections, one of which the address names. */
export function SettingsPage() {
  const { section } = useParams({ from: '/frame/settings/$section' });
  const here = SECTIONS.find(({ value }) => value === section);
  return (
    <Page
      title={here ? `Settings: ${here.label}` : 'Settings'}
      sentence={here?.about}
      actions={here?.asks && <CopyAs of={here.asks} />}
    >
      <div className="settings">
        <Menu here={section} />
        <div className="stack settings-body">
          {here ? (
            SHOWN[here.value]
          ) : (
            <Empty title="There is no such section" text="Choose one from the menu of this page." />
          )}
        </div>
      </div>
    </Page>
  );
}

function Menu({ here }: { here: string }) {
  const menu = useRef<HTMLElement>(null);
  useEffect(() => {
    const link = menu.current!.querySelector<HTMLElement>('[aria-current]');
    if (link) menu.current!.scrollLeft = link.offsetLeft - 24; // narrow, the menu is a line of its own
  }, [here]);
  return (
    <nav ref={menu} className="settings-menu" aria-label="Settings">
      {SECTIONS.map(({ value, label }) => (
        <Link
          key={value}
          to="/settings/$section"
          params={{ section: value }}
          aria-current={value === here ? 'page' : undefined}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
