/** How much of a limit is used and spoken for; nothing where there is none to measure against. */
export function Meter(of: { label: string; limit: number | null; used: number; reserved: number }) {
  const { label, limit, used, reserved } = of;
  if (limit === null) return null;
  const share = (value: number) => (limit === 0 ? (value > 0 ? 1 : 0) : Math.min(1, value / limit));
  const [own, both] = [share(used), share(used + reserved)];
  return (
    <div
      className="meter"
      role="meter"
      aria-label={`${label}, used`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(own * 100)}
    >
      <span data-full={own >= 1 || undefined} style={{ width: `${own * 100}%` }} />
      <span data-reserved style={{ width: `${(both - own) * 100}%` }} />
    </div>
  );
}
