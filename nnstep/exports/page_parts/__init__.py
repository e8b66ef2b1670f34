"""What a page of HTML is put together from: equations in MathML, and the style sheet that it carries."""
