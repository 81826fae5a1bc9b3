/** The whole page as text: `inspect/build-page.mjs` puts the built one in this module's place. */
const html: string = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>roam-xstate inspector</title>
<p>The inspector's page has not been built.</p></html>
`;

export default html;
