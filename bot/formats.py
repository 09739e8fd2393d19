"""Writes values as people read them on a basic phone: `900 DH`, `12 octobre`, `28 نونبر`, `482.177.353`.

Only characters that stay in order behind Arabic letters and that GSM-7 knows in French: no narrow spaces, no hyphens.
"""
