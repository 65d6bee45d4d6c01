/** The sign of the product. */
export function Mark() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="6.5" fill="var(--action)" />
      <g fill="none" stroke="var(--on-action)" strokeWidth="2.1" strokeLinecap="round">
        <path d="M7.5 6.5h5.6a4.4 4.4 0 0 1 0 8.8H7.5" />
        <path d="M7.5 10.9h5.2" opacity=".55" />
        <path d="M7.5 6.5v11.2" />
      </g>
    </svg>
  );
}
