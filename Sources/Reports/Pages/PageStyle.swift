/// The page's style: quiet type, one accent, eight cluster colours that colour-blind readers can tell apart (Okabe and
/// Ito 2008), light and dark, screen, phone and paper.
enum PageStyle {
  static let css = """
    :root {
      color-scheme: light dark;
      --paper: #ffffff; --ink: #1d2329; --quiet: #626c76; --line: #e3e7eb; --soft: #f5f7f9;
      --accent: #0a6a9c; --accent-parts: 10 106 156; --on-accent: #ffffff; --second: #8a5a12; --warn: #a33b12;
      --warn-soft: #fdf1ea;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14181c; --ink: #e4e8ec; --quiet: #98a3ad; --line: #2c333a; --soft: #1b2127;
        --accent: #63b8e6; --accent-parts: 99 184 230; --on-accent: #0d1519; --second: #e0b060; --warn: #ffa37a;
        --warn-soft: #33221a;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
      font-variant-numeric: tabular-nums;
    }
    main { max-width: 1040px; margin: 0 auto; padding: 56px 28px 72px; }
    header p.kind { margin: 0 0 10px; color: var(--quiet); }
    h1 { margin: 0; font-size: 30px; line-height: 1.28; font-weight: 620; letter-spacing: -0.012em; max-width: 26em; }
    h2 { margin: 60px 0 16px; font-size: 20px; font-weight: 620; letter-spacing: -0.005em; }
    h3 { margin: 30px 0 10px; font-size: 15px; font-weight: 600; }
    p { max-width: 44em; margin: 12px 0; }
    h1, h3, p, li, summary, footer { overflow-wrap: anywhere; }
    .quiet, header p.certain, footer { color: var(--quiet); font-size: 14px; }
    .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 52px; align-items: start; }
    .pair h2 { margin-bottom: 10px; }
    .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 22px 28px; margin: 36px 0 0; }
    .tile { border-top: 2px solid var(--line); padding-top: 10px; }
    .tile.first { border-color: var(--accent); }
    .tile b { display: block; font-size: 24px; line-height: 1.25; font-weight: 600; letter-spacing: -0.01em; }
    .tile span { color: var(--quiet); font-size: 14px; display: block; line-height: 1.4; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: 15px; }
    th { text-align: left; font-weight: 500; color: var(--quiet); font-size: 14px; }
    th, td { padding: 8px 20px 8px 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
    th:last-child, td:last-child { padding-right: 0; }
    th.number, td.number { text-align: right; }
    td.wrap { white-space: normal; overflow-wrap: break-word; min-width: 9em; }
    .wrapping td:first-child, .wrapping th:first-child { white-space: normal; overflow-wrap: anywhere; min-width: 9em; }
    svg { display: block; width: 100%; height: auto; margin: 4px 0 14px; overflow: visible; }
    svg text { font-family: inherit; font-size: 12.5px; fill: var(--ink); }
    svg text.tick { fill: var(--quiet); }
    svg text.name { font-weight: 600; font-size: 13.5px; }
    svg text.accent-text { fill: var(--accent); } svg text.second-text { fill: var(--second); }
    .grid { stroke: var(--line); stroke-width: 1; }
    .curve { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
    .accent-line { stroke: var(--accent); } .second-line { stroke: var(--second); }
    .accent-dot { fill: var(--accent); } .second-dot { fill: var(--second); }
    .ring { fill: none; stroke: var(--accent); stroke-width: 1.8; }
    .spread { stroke: var(--accent); stroke-width: 2; }
    .diagonal { fill: none; stroke: var(--quiet); stroke-width: 1; stroke-dasharray: 3 4; }
    .whisker { fill: none; stroke: var(--accent); stroke-width: 1.4; opacity: 0.45; }
    .note, .warning { border-left: 3px solid var(--accent); padding: 2px 0 2px 14px; }
    .warning { border-color: var(--warn); background: var(--warn-soft); padding: 10px 16px; }
    .bar { display: flex; gap: 2px; height: 38px; font-size: 13.5px; }
    .segment {
      flex-basis: 0; min-width: 2px; color: #10151a; overflow: hidden; white-space: nowrap; line-height: 38px;
      padding: 0; text-align: center;
    }
    .c0 { background: #56b4e9; } .c1 { background: #e69f00; } .c2 { background: #2db890; } .c3 { background: #d98cb9; }
    .c4 { background: #f0e442; } .c5 { background: #5a9bd5; } .c6 { background: #e8804d; } .c7 { background: #b8bec4; }
    .dots circle { stroke: var(--paper); stroke-width: 0.4; } .dots .hollow circle, .dots .hollow path { fill-opacity: 0; stroke-width: 1; }
    .f0 { fill: #3aa0dd; } .f1 { fill: #e69f00; } .f2 { fill: #1f9f7a; } .f3 { fill: #cc79a7; }
    .f4 { fill: #cfc220; } .f5 { fill: #3b6fb5; } .f6 { fill: #d55e00; } .f7 { fill: #98a1a9; }
    .hollow.f0 * { stroke: #3aa0dd; } .hollow.f1 * { stroke: #e69f00; } .hollow.f2 * { stroke: #1f9f7a; }
    .hollow.f3 * { stroke: #cc79a7; } .hollow.f4 * { stroke: #cfc220; } .hollow.f5 * { stroke: #3b6fb5; }
    .hollow.f6 * { stroke: #d55e00; } .hollow.f7 * { stroke: #98a1a9; }
    .legend { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 14px; margin: 0 0 6px; padding: 0; list-style: none; }
    .legend svg { display: inline-block; width: 11px; height: 11px; margin: 0 6px 0 0; vertical-align: -1px; }
    .maps { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 8px 40px; }
    .heatmap { width: auto; min-width: 60%; }
    .heatmap th.scenario { color: var(--ink); font-weight: 400; font-size: 15px; }
    th.heat { text-align: center; padding: 6px; }
    td.heat {
      text-align: center; min-width: 46px; padding: 6px; border: 1px solid var(--paper);
      background: rgb(var(--accent-parts) / calc(0.04 + 0.96 * var(--share)));
    }
    td.heat.strong { color: var(--on-accent); }
    .heatmap td.number { padding-left: 20px; }
    .lanes { table-layout: fixed; }
    .lanes th, .lanes td { padding-top: 3px; padding-bottom: 3px; vertical-align: middle; }
    .lanes th.who { width: 26%; color: var(--ink); font-weight: 400; font-size: 15px; white-space: normal; overflow-wrap: anywhere; }
    .lanes thead th, .lanes thead th.who { color: var(--quiet); font-size: 14px; vertical-align: bottom; }
    .lanes td.lane { padding: 0 12px; } .lanes th.lane { padding-left: 12px; padding-right: 12px; }
    .lanes th.number, .lanes td.number { width: 6.4em; } .lanes th.base { white-space: normal; overflow-wrap: anywhere; }
    .lanes th.said, .lanes td.said { width: 9.5em; font-size: 14px; }
    .lanes td.unsure { color: var(--quiet); }
    svg.lane { margin: 0; }
    .origin { stroke: var(--quiet); stroke-width: 1.4; }
    .interval { stroke-width: 2.2; } .head { overflow: visible; margin: 0; } .head > path { fill: none; stroke-width: 2.2; }
    .deviation { fill: none; stroke: var(--quiet); stroke-width: 1.4; opacity: 0.6; }
    svg.dots circle.accent-dot, svg.dots circle.second-dot { stroke-width: 1; }
    .legend svg.wide { width: 24px; }
    details { margin-top: 28px; } summary { cursor: pointer; color: var(--accent); }
    footer { margin-top: 64px; border-top: 1px solid var(--line); padding-top: 16px; }
    @media (max-width: 720px) {
      main { padding: 30px 18px 48px; }
      h1 { font-size: 23px; }
      h2 { margin-top: 44px; }
      .pair { grid-template-columns: 1fr; }
      .tiles { grid-template-columns: 1fr 1fr; gap: 18px 20px; margin-top: 28px; }
      .tile b { font-size: 21px; }
      svg text { font-size: 14px; } svg text.name { font-size: 15.5px; }
      table { font-size: 14px; }
      th { font-size: 13px; }
      th, td { padding: 7px 11px 7px 0; }
      .heatmap { width: 100%; }
      .lanes, .lanes thead, .lanes tbody { display: block; }
      .lanes tr { display: flex; flex-wrap: wrap; gap: 0 14px; padding: 5px 0; border-bottom: 1px solid var(--line); }
      .lanes th, .lanes td { border: 0; }
      .lanes th.who { flex: 1 1 8em; width: auto; }
      .lanes th.number, .lanes td.number, .lanes th.said, .lanes td.said { width: auto; }
      .lanes th.lane, .lanes td.lane { order: 9; flex: 0 0 100%; padding: 0 16px; }
    }
    @media print {
      :root {
        color-scheme: light; --paper: #ffffff; --ink: #000000; --quiet: #4a5258; --line: #d5d9dd; --accent: #0a6a9c;
        --accent-parts: 10 106 156; --on-accent: #ffffff; --second: #8a5a12; --warn: #a33b12; --warn-soft: #fdf1ea;
      }
      body { font-size: 11pt; }
      main { max-width: none; padding: 0; }
      h2 { margin-top: 28pt; break-after: avoid; } h3 { break-after: avoid; }
      svg, tr, .tile, .bar, .maps > div { break-inside: avoid; }
      .maps { grid-template-columns: repeat(3, 1fr); gap: 8px 20px; }
      .segment, td.heat, .warning, .dots { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }
    """

  /// A whole page: nothing is loaded from anywhere, and it is well-formed as XML.
  ///
  /// - Parameter title: escaped.
  static func page(title: String, content: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <title>\(title)</title>
    <style>
    \(css)
    </style>
    </head>
    <body>
    <main>
    \(content)
    </main>
    </body>
    </html>

    """
  }
}
