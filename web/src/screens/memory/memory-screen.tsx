import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Ban, Download, GraduationCap } from 'lucide-react';
import { useState } from 'react';
import { type MemoryFilter, type MemoryRow, memoryExportAddress, memoryQuery } from '../../api/memory.ts';
import { useMay } from '../../api/session.ts';
import { AgentFrame } from '../../ui/agent/agent-frame.tsx';
import { LEARNS } from '../../ui/agent/agent-tabs.ts';
import { Blank, Failure, Loading, Stale } from '../../ui/blank.tsx';
import { Moment } from '../../ui/figures.tsx';
import { countOf } from '../../ui/format/numbers.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import { Segments } from '../../ui/segments.tsx';
import { StateChip } from '../../ui/state-chip.tsx';
import { groupBySupplier, type SupplierMemory } from './group-by-supplier.ts';
import { WithdrawDialog } from './withdraw-dialog.tsx';

const route = getRouteApi('/agents/$agentId/memory');

type Shown = 'all' | 'confirmed' | 'rejected';

const SHOWN: readonly { readonly id: Shown; readonly words: string }[] = [
  { id: 'all', words: 'All' },
  { id: 'confirmed', words: 'Confirmed' },
  { id: 'rejected', words: 'Refused' },
];

/** What people have taught about suppliers, by supplier. Route `/agents/$agentId/memory`. */
export function MemoryScreen() {
  const { agentId } = route.useParams();
  return (
    <AgentFrame agentId={agentId} tab="memory">
      {() =>
        agentId === LEARNS ? (
          <Memory />
        ) : (
          <Blank icon={GraduationCap} title="This agent learns nothing">
            It decides each time from what is on record in Coupa and in the policy.
          </Blank>
        )
      }
    </AgentFrame>
  );
}

function Memory() {
  const { search, supplier, state } = route.useSearch();
  const shown: Shown = state === 'confirmed' || state === 'rejected' ? state : 'all';
  const filter: MemoryFilter = {
    ...(search === undefined ? {} : { search }),
    ...(supplier === undefined ? {} : { supplier }),
    ...(shown === 'all' ? {} : { state: shown }),
  };
  const navigate = useNavigate();
  const change = (part: Record<string, string | undefined>) =>
    void navigate({
      to: '/agents/$agentId/memory',
      params: { agentId: LEARNS },
      search: (now) => ({ ...now, ...part }),
      replace: true,
    });
  return (
    <div className="stack">
      <div className="line wrap">
        <p className="soft" style={{ flex: '1 1 420px' }}>
          What people confirmed or refused about how suppliers bill. Invoices are compared with it until it is
          withdrawn.
        </p>
        <a className="btn" href={memoryExportAddress(filter)} download>
          <Download aria-hidden="true" />
          Export as CSV
        </a>
      </div>
      <div className="line wrap">
        <SearchBox
          label="Search by supplier, unit, part or number"
          placeholder="Supplier, unit, part"
          value={search ?? ''}
          onSearch={(text) => change({ search: text === '' ? undefined : text })}
        />
        <Segments
          label="What was said"
          segments={SHOWN}
          chosen={shown}
          onChoose={(id) => change({ state: id === 'all' ? undefined : id })}
        />
        {supplier !== undefined && (
          <button type="button" className="btn quiet small" onClick={() => change({ supplier: undefined })}>
            Show all suppliers
          </button>
        )}
      </div>
      <Found filter={filter} />
    </div>
  );
}

function Found({ filter }: { filter: MemoryFilter }) {
  const list = useInfiniteQuery(memoryQuery(filter));
  const [withdrawn, setWithdrawn] = useState<MemoryRow | undefined>(undefined);
  if (list.isPending)
    return (
      <section className="card">
        <Loading what="what was learned" lines={8} />
      </section>
    );
  if (list.data === undefined)
    return <Failure what="What was learned" error={list.error} onRetry={() => void list.refetch()} />;
  const groups = groupBySupplier(list.data.pages.flatMap((page) => page.rows));
  return (
    <>
      {list.isError && (
        <Stale error={list.error} since={list.dataUpdatedAt} onRetry={() => void list.refetch()} />
      )}
      {groups.length === 0 && <Nothing isNarrowed={Object.keys(filter).length > 0} />}
      {groups.map((group) => (
        <Supplier key={group.supplierId} group={group} onWithdraw={setWithdrawn} />
      ))}
      {list.hasNextPage && (
        <button
          type="button"
          className="btn"
          disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show more
        </button>
      )}
      {withdrawn !== undefined && <WithdrawDialog row={withdrawn} onClose={() => setWithdrawn(undefined)} />}
    </>
  );
}

function Nothing({ isNarrowed }: { isNarrowed: boolean }) {
  return (
    <Blank icon={GraduationCap} title={isNarrowed ? 'Nothing fits' : 'Nothing was learned yet'}>
      {isNarrowed
        ? 'Try another word, or all answers.'
        : 'When a match finds out how a supplier bills, such as how many pieces are in a crate, the invoice asks whether that is so.'}
    </Blank>
  );
}

function Supplier({ group, onWithdraw }: { group: SupplierMemory; onWithdraw: (row: MemoryRow) => void }) {
  return (
    <section className="card" aria-label={group.supplierName}>
      <header>
        <h2 className="break">{group.supplierName}</h2>
        <span className="as-of push">{countOf(group.rows.length, 'fact')}</span>
      </header>
      <ul>
        {group.rows.map((row) => (
          <Fact key={row.id} row={row} onWithdraw={() => onWithdraw(row)} />
        ))}
      </ul>
    </section>
  );
}

function Fact({ row, onWithdraw }: { row: MemoryRow; onWithdraw: () => void }) {
  const mayAnswer = useMay('approvals.decide');
  const isConfirmed = row.state === 'confirmed';
  const times = isConfirmed ? row.confirmed : row.rejected;
  return (
    <li
      className="line wrap"
      style={{ alignItems: 'flex-start', padding: '12px 16px', borderBottom: '1px solid var(--line)' }}
    >
      <div className="stack tight" style={{ flex: '1 1 300px', minWidth: 0 }}>
        <p className="medium break">{row.words}</p>
        <p className="soft break">{row.proof}</p>
        <p className="line wrap wide meta faint">
          <StateChip
            tone={isConfirmed ? 'matched' : 'paid'}
            {...(isConfirmed ? {} : { icon: Ban })}
            words={`${isConfirmed ? 'Confirmed' : 'Refused'}${times > 1 ? ` ${times} times` : ''}`}
          />
          <span>
            {row.by}, <Moment at={row.at} />
          </span>
          <Link to="/invoices/$invoiceId" params={{ invoiceId: row.invoiceId }}>
            Invoice {row.invoiceNumber}
          </Link>
        </p>
      </div>
      {mayAnswer && (
        <button
          type="button"
          className="btn small"
          aria-label={`Withdraw: ${row.words}`}
          onClick={onWithdraw}
        >
          Withdraw
        </button>
      )}
    </li>
  );
}
