/** The page around what was built; whatever is inline in it is named in the policy. */
export const pageOf = ({ policy, style, charts, script }) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>roam inspector</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="page"></div>
<script type="application/json" id="charts">${charts}</script>
<script type="module">${script}</script>
</body>
</html>
`;
